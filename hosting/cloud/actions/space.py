"""Asking for more room on an account, by the same steps as for a service: `requests` decides, `life` enlarges."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ..models import AccountRequest, CloudAccount
from ..rules import territory_over, uses_to_ask_for
from . import requests


@transaction.atomic
def ask_for_space(*, account: CloudAccount, by, gigabytes: int, reason: str) -> AccountRequest:
    """By its owner, or by a manager of an association that uses it, in the association's name. One at a time: while a
    request for the account waits it is returned instead.

    It goes to whoever looks after every territory in which the account is used. Raises PermissionDenied.
    """
    account = CloudAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    # a manager asks for an association of theirs, not for another one that uses the account too
    use = uses_to_ask_for(by, account).select_related("service", "organisation").order_by("pk").last()
    if use is None:
        raise PermissionDenied
    waiting = account.requests.for_space().waiting().first()
    if waiting is not None:
        return waiting
    request = AccountRequest(
        kind=AccountRequest.Kind.SPACE,
        person=by,
        account=account,
        service=use.service,
        organisation=use.organisation,
        territory=territory_over(account),
        reason=reason,
        quota_gb=gigabytes,
    )
    return requests.hand_in(request=request, by=by)
