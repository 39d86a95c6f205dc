"""When somebody leaves the site: their waiting requests are taken back, and the accounts that the portal made for them
are closed. A linked account stays its owner's: it only leaves the groups of the associations."""

from .actions import requests
from .actions.outbox import want
from .models import AccountRequest, CloudAccount, OutgoingChange

State = CloudAccount.State


def close_accounts(person) -> list[int]:
    """In a transaction of whoever erases; safe to call again. The numbers of the accounts that are being closed."""
    for request in AccountRequest.objects.of_person(person).waiting():
        requests.cancel_request(request=request, by=person)
    closing = []
    for account in CloudAccount.objects.of_person(person).filter(origin=CloudAccount.Origin.MADE):
        CloudAccount.objects.filter(pk=account.pk).update(state=State.SUSPENDED)
        want(account=account, payload={"departure": True})
        closing.append(account.pk)
    return closing


def settle_accounts(numbers: list[int]) -> bool:
    """True once the server shows all of them closed."""
    unfinished = OutgoingChange.objects.filter(account__in=numbers).exclude(state=OutgoingChange.State.DONE)
    return not unfinished.exists() and not CloudAccount.objects.filter(pk__in=numbers, open_there=True).exists()
