"""When somebody leaves the site: their waiting requests are taken back, the accounts that the portal made for them are
closed at once (the days to think it over have passed), and what was set up by hand is told to staff. A linked account
stays its owner's: it leaves the groups of the associations, and the portal forgets it."""

from django.db import transaction
from django.utils import timezone

from . import rules
from .actions import life, requests, sign_on, staff
from .actions.outbox import want
from .models import AccountRequest, CloudAccount, OutgoingChange, SignOn

State = CloudAccount.State


def close_accounts(person) -> list[int]:
    """In the transaction of whoever erases; safe to call again. The numbers of the accounts that are being closed."""
    _end_requests(person)
    sign_on.end(SignOn.objects.filter(person=person))
    accounts = list(CloudAccount.objects.of_person(person))
    for account in accounts:
        if account.origin == CloudAccount.Origin.LINKED:
            for request in account.requests.filter(state__in=AccountRequest.LIVING):
                requests.end_quietly(request=request)
            want(account=account, payload={"departure": True})
        elif account.state == State.CLOSING:
            CloudAccount.objects.filter(pk=account.pk).update(delete_after=timezone.now())
            want(account=account, payload={"departure": True}, kind=OutgoingChange.Kind.DELETE)
        elif account.state != State.DELETED:
            life.close(account=account, by=None, days=0)
    return [account.pk for account in accounts]


def _end_requests(person) -> None:
    """Those that wait, and those without an account on a server of ours: only staff can close what they opened. What
    others of the association go on using stays; staff see whether something in it is the person's own."""
    for request in AccountRequest.objects.of_person(person).waiting():
        requests.cancel_request(request=request, by=person)
    by_hand = AccountRequest.objects.of_person(person).filter(account=None, state__in=AccountRequest.LIVING)
    for request in by_hand.select_related("service", "organisation"):
        stays = rules.outlasts(request, person)
        if not stays:
            requests.end_quietly(request=request)
        context = {"request": request, "stays": stays}
        staff.tell(name="cloud/close-by-hand", key=f"request-{request.pk}-close-by-hand", context=context)


@transaction.atomic
def settle_accounts(numbers: list[int]) -> bool:
    """Forget those that their server shows no more, user names included; True once none is left."""
    for account in CloudAccount.objects.filter(pk__in=numbers):
        unfinished = account.changes.exclude(state=OutgoingChange.State.DONE).exists()
        if not unfinished and (account.origin == CloudAccount.Origin.LINKED or account.state == State.DELETED):
            life.forget(account=account)
    return not CloudAccount.objects.filter(pk__in=numbers).exists()
