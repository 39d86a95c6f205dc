"""An association that belongs to another territory from now on takes its requests along."""

from django.db import transaction

from ..models import AccountRequest
from ..rules import territory_over
from . import requests


@transaction.atomic
def follow(*, organisation) -> None:
    """Those who look after its new territory see and decide what it asks; of what waits they are told. The former ones
    no longer do. More space goes to whoever looks after every territory in which the account is used."""
    organisation.requests.exclude(kind=AccountRequest.Kind.SPACE).update(territory=organisation.territory)
    used = AccountRequest.objects.filter(organisation=organisation, account__isnull=False).values("account")
    for request in AccountRequest.objects.for_space().filter(account__in=used).select_related("account"):
        AccountRequest.objects.filter(pk=request.pk).update(territory=territory_over(request.account))
    for request in organisation.requests.filter(state=AccountRequest.State.SUBMITTED).for_list():
        requests.tell_deciders(request, request.events.last())
