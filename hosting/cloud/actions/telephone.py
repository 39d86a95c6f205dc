"""A request that a referent opens for somebody on the telephone: it waits for that person's word, given from the
mailbox that they named. Until then nobody decides on it, so that one person alone never makes an account; and whether
the address is known here shows nowhere, so that nobody learns who has an account in another territory."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.organisations import host
from accounts.organisations.actions import history
from accounts.organisations.actions.roles import let_in
from accounts.organisations.rules import takes_care_of
from portal.notifications.actions import send
from portal.notifications.models import Mail

from ..models import AccountRequest
from . import requests
from .requests import WrongState

State = AccountRequest.State

PER_DAY = 50  # mails to addresses that nobody has confirmed, of one referent
DAYS_TO_ANSWER = 14


class TooMany(Exception):
    """That many mails in a day look like a mistake, or worse."""


@transaction.atomic
def open_request(*, by, address: str, service, reason: str, territory=None, organisation=None, **details):
    """Write to the address that a request waits for its owner's word. The same one twice is one request, one mail.

    `details`: new_organisation_name and new_organisation_town (without an organisation), quota_gb. Raises
    PermissionDenied outside the territories of `by`, TooMany.
    """
    territory = organisation.territory if organisation else territory
    if not takes_care_of(by, territory):
        raise PermissionDenied
    get_user_model().objects.select_for_update().get(pk=by.pk)  # two clicks come one after the other
    address = address.strip().lower()
    mine = AccountRequest.objects.filter(opened_by=by)
    same = mine.filter(state=State.CONFIRM, address=address, service=service, organisation=organisation, **details)
    if (found := same.first()) is not None:
        return found
    if mine.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= PER_DAY:
        raise TooMany
    request = AccountRequest(
        opened_by=by,
        address=address,
        service=service,
        reason=reason,
        territory=territory,
        organisation=organisation,
        **details,
    )
    event = requests.step(request, State.CONFIRM, by=by)
    context = {"request": request, "event": event, "days": DAYS_TO_ANSWER}
    send(name="cloud/your-word", address=address, context=context, key=_mail_key(request), confidential=True)
    return request


@transaction.atomic
def confirm(*, request: AccountRequest, by) -> AccountRequest:
    """The person wants it: from now on it is their request, and waits for a decision like any other."""
    request = _theirs(request, by)
    request.person, request.address = by, ""
    _forget_mail(request)
    return requests.hand_in(request=request, by=by)


@transaction.atomic
def decline(*, request: AccountRequest, by) -> AccountRequest:
    """The person wants nothing of it."""
    request = _theirs(request, by)
    forget(request=request, by=by)
    return request


def forget_unanswered() -> int:
    """Those to which nobody has answered in time, with the address; how many."""
    long_ago = timezone.now() - timedelta(days=DAYS_TO_ANSWER)
    late = AccountRequest.objects.filter(state=State.CONFIRM, created_at__lt=long_ago)
    for one in (found := list(late)):
        with transaction.atomic():
            locked = AccountRequest.objects.select_for_update().get(pk=one.pk)
            if locked.state == State.CONFIRM:
                forget(request=locked, by=None)
    return len(found)


def was_opened(request: AccountRequest) -> bool:
    """By a referent, who may have deleted their account since: the history knows."""
    return request.events.filter(state=State.CONFIRM).exists()


def join(*, request: AccountRequest, by) -> None:
    """An approved request that was opened on the telephone makes the person a member of the association it is for; the
    first one at a host without associations, a member of the host for a year. Part of the approval."""
    organisation = history.lock(request.organisation)
    is_new = not organisation.memberships.filter(person=request.person).exists()
    membership = let_in(organisation=organisation, person=request.person, by=by)
    if is_new and not host.has_organisations():
        membership.until = host.end_of_a_year()
        membership.save(update_fields=["until"])


def _theirs(request: AccountRequest, by) -> AccountRequest:
    """The row as it is now, for whoever owns the mailbox."""
    locked = AccountRequest.objects.select_for_update(of=("self",)).waiting_for_word_of(by).filter(pk=request.pk)
    found = locked.select_related("service", "territory").first()
    if found is None:
        raise WrongState
    return found


def forget(*, request: AccountRequest, by) -> None:
    """It ends without a word, the address with it. The caller holds the row, or its association's lock."""
    request.address = ""
    _forget_mail(request)
    requests.step(request, State.CANCELLED, by=by)


def _mail_key(request: AccountRequest) -> str:
    return f"request-{request.pk}-word"


def _forget_mail(request: AccountRequest) -> None:
    """It holds the address; the request no longer waits for an answer to it."""
    Mail.objects.filter(key=_mail_key(request)).delete()
