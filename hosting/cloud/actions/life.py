"""The life of an account after its request: shut, opened again, enlarged, closed after a grace period, deleted.

Each function is one transaction, one step of history and its mail, sent once. What it means for the server follows
through the outbox.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.notifications.actions import send
from portal.notifications.telling import leave_beside

from ..models import AccountEvent, AccountRequest, CloudAccount, OutgoingChange
from ..models.requests import GIGABYTE
from ..rules import may_keep, may_look_after, title_for
from . import requests, sign_on
from .closing import see_out
from .outbox import call_off, want
from .requests import WrongState

State, Kind = CloudAccount.State, AccountEvent.Kind

OPEN = (State.WANTED, State.ACTIVE, State.FAILED)


class NotOurs(Exception):
    """A linked account belongs to its owner: the portal neither shuts nor deletes what it did not make."""


@transaction.atomic
def suspend(*, account: CloudAccount, by, note: str) -> CloudAccount:
    """Shut an account: nobody signs in, the files stay. Raises PermissionDenied, WrongState, NotOurs."""
    account = _lock(account, *OPEN)
    _require_keeper(by, account)
    return _go(account, Kind.SUSPENDED, State.SUSPENDED, by=by, note=note)


@transaction.atomic
def resume(*, account: CloudAccount, by, note: str = "") -> CloudAccount:
    """Open a suspended account again. Raises PermissionDenied, WrongState."""
    account = _lock(account, State.SUSPENDED)
    _require_keeper(by, account)
    return _go(account, Kind.RESUMED, _open_state(account), by=by, note=note, reopen=True)


@transaction.atomic
def grant_space(*, account: CloudAccount, by, gigabytes: int, note: str = "") -> CloudAccount:
    """Give more or less room. Less than what is used keeps the files and lets nothing new in."""
    account = _lock(account, *OPEN, State.SUSPENDED)
    _require_keeper(by, account)
    size = gigabytes * GIGABYTE
    return _go(account, Kind.SPACE, account.state, by=by, note=note, space_bytes=size, quota_bytes=size)


@transaction.atomic
def enlarge(*, request: AccountRequest, by) -> CloudAccount:
    """The room of an approved request. Its mails are the request's, so that the account's owner is told here only of
    what somebody else asked for. Raises WrongState when the account has been closed meanwhile."""
    if request.account is None:
        raise WrongState
    account = _lock(request.account, *OPEN, State.SUSPENDED)
    # somebody may have given more in the meantime: a request never takes room away
    size = max(request.quota_bytes, account.quota_bytes or 0)
    tell = account.person_id != request.person_id
    return _go(account, Kind.SPACE, account.state, by=by, tell=tell, space_bytes=size, quota_bytes=size)


@transaction.atomic
def close(*, account: CloudAccount, by, note: str = "", days: int | None = None) -> CloudAccount:
    """Delete the account in `days` (the setting CLOUD_GRACE_DAYS), time to take one's files along. By its owner,
    whoever looks after it, or None for the portal itself. Raises PermissionDenied, WrongState, NotOurs."""
    account = _lock(account, *OPEN, State.SUSPENDED)
    if account.origin == CloudAccount.Origin.LINKED:
        raise NotOurs
    if by is not None and by.pk != account.person_id:
        _require_keeper(by, account)
    if account.claim == CloudAccount.Claim.NONE:
        # never tried: what waits would only make it, and write to its owner, before it is deleted
        call_off(account=account)
    end = timezone.now() + timedelta(days=settings.CLOUD_GRACE_DAYS if days is None else days)
    closed = _go(account, Kind.CLOSING, State.CLOSING, by=by, note=note, delete_after=end)
    if days == 0:
        _delete(closed)
    return closed


@transaction.atomic
def keep(*, account: CloudAccount, by, note: str = "") -> CloudAccount:
    """Change one's mind while the grace period lasts: the account is again what it was before.

    Raises PermissionDenied unless `by` looks after it or is the owner who closed it, WrongState after the last day.
    """
    account = _lock(account, State.CLOSING)
    if not may_keep(by, account):
        raise PermissionDenied
    if account.delete_after <= timezone.now():
        raise WrongState
    state = State.SUSPENDED if account.stays_shut() else _open_state(account)
    return _go(account, Kind.KEPT, state, by=by, note=note, delete_after=None)


@transaction.atomic
def reclaim(*, account: CloudAccount, by) -> CloudAccount:
    """An approved request needs an account that was to be closed: it stays, and is open. One that was suspended stays
    shut, unless whoever approves may open it. The caller holds the approval."""
    account = _lock(account, State.CLOSING)
    if account.delete_after <= timezone.now():
        raise WrongState
    stays_shut = account.stays_shut()
    if stays_shut and not may_look_after(by, account):
        return _go(account, Kind.KEPT, State.SUSPENDED, by=None, delete_after=None)
    kind = Kind.RESUMED if stays_shut else Kind.KEPT
    return _go(account, kind, _open_state(account), by=None, delete_after=None, reopen=True)


@transaction.atomic
def note_deleted(*, account: CloudAccount) -> None:
    """The server shows it no more: history, requests and person know. Safe to call again."""
    account = CloudAccount.objects.select_for_update(of=("self",)).select_related("person", "server").get(pk=account.pk)
    if account.state != State.DELETED or account.events.filter(kind=Kind.DELETED).exists():
        return
    for request in account.requests.filter(state__in=AccountRequest.LIVING):
        requests.end_quietly(request=request)
    for request in account.requests.waiting():
        requests.cancel_request(request=request, by=None)
    left = account.changes.exclude(state=OutgoingChange.State.DONE)
    left.update(state=OutgoingChange.State.DONE, done_at=timezone.now(), again=False)
    _tell(account, AccountEvent.objects.create(account=account, kind=Kind.DELETED))


@transaction.atomic
def forget(*, account: CloudAccount) -> None:
    """It is no more, or no longer ours to know of. The history of an account that nobody has here goes with it."""
    AccountRequest.objects.filter(account=account).update(account=None)
    account.changes.all().delete()
    QuerySet(AccountEvent).filter(account=account).delete()
    account.delete()


def tend(now=None) -> int:
    """What the night brings to accounts that are being closed. Returns how many are deleted."""
    rows = CloudAccount.objects.select_related("person", "server")
    return see_out(rows, remind=_remind, delete=_delete, now=now)


def _delete(account: CloudAccount) -> None:
    """Its last day is over: whoever is signed in there by the portal is signed out, and the server deletes it."""
    sign_on.end_at(server_id=account.server_id, person_id=account.person_id)
    want(account=account, payload={"closing": True}, kind=OutgoingChange.Kind.DELETE)


def _remind(account: CloudAccount, step: str) -> None:
    if account.person is not None:
        key = f"account-{account.pk}-{step}"
        send(name="cloud/account-closing-soon", person=account.person, context={"account": account}, key=key)


def _lock(account: CloudAccount, *states) -> CloudAccount:
    locked = CloudAccount.objects.select_for_update(of=("self",)).select_related("person", "server")
    locked = locked.get(pk=account.pk)
    if locked.state not in states:
        raise WrongState
    return locked


def _require_keeper(by, account: CloudAccount) -> None:
    if by is not None and not may_look_after(by, account):
        raise PermissionDenied
    if account.origin == CloudAccount.Origin.LINKED:
        raise NotOurs


def _open_state(account: CloudAccount) -> str:
    return State.ACTIVE if account.claim == CloudAccount.Claim.OURS else State.WANTED


def _go(account, kind, state, *, by, note: str = "", tell=True, space_bytes=None, **columns) -> CloudAccount:
    """The step, the new state, the mail, and the change that brings it to the server."""
    for name, value in {"state": state, **columns}.items():
        setattr(account, name, value)
    account.save(update_fields=["state", *columns])
    title = title_for(by, account) if by is not None and by.pk != account.person_id else ""
    event = AccountEvent.objects.create(
        account=account, kind=kind, by=by, by_title=title, note=note, space_bytes=space_bytes
    )
    if tell:
        _tell(account, event)
    if kind == Kind.SUSPENDED:
        sign_on.end_at(server_id=account.server_id, person_id=account.person_id)
    if kind != Kind.CLOSING:
        want(account=account, payload={"event": event.pk})
    return account


def _tell(account: CloudAccount, event: AccountEvent) -> None:
    if account.person is None:
        return
    context = {"account": account, "event": event}
    mail = send(
        name="cloud/account-step", person=account.person, context=context, key=f"account-{account.pk}-step-{event.pk}"
    )
    leave_beside(mail, kind=requests.DESK_STEP, url=reverse("cloud:overview"))
