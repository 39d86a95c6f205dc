"""The life of an association's space: granted with a request, enlarged, closed after a grace period, deleted.

Each function is one transaction, one step of history and its mails to whoever answers for the association. What it
means for the server follows through the outbox.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.models import Membership, Organisation, OrganisationEvent
from accounts.organisations.rules import title_in
from portal.notifications.actions import send
from portal.notifications.telling import leave_beside

from ..models import AccountRequest, CloudAccount, CloudServer, FolderEvent, OutgoingChange, TeamFolder
from ..models.requests import GIGABYTE
from ..nextcloud.converge_folder import mount_point_of
from ..rules import may_look_after_folder
from .closing import see_out
from .outbox import want
from .requests import DESK_STEP, WrongState

State, Kind = TeamFolder.State, FolderEvent.Kind
OPEN = (State.WANTED, State.ACTIVE, State.FAILED)


@transaction.atomic
def grant(*, organisation: Organisation, server: CloudServer, gigabytes: int, by) -> TeamFolder:
    """The association's space, made, kept or enlarged: never a second one, never less than it has. The caller holds
    the approval, and the row of the association."""
    size = gigabytes * GIGABYTE
    folder = organisation.team_folders.living().first()
    if folder is None:
        name = mount_point_of(organisation.name, f"assoc-{organisation.pk}")
        folder = TeamFolder.objects.create(organisation=organisation, server=server, mount_point=name, quota_bytes=size)
        return _go(folder, Kind.GRANTED, State.WANTED, by=by, space_bytes=size, tell=False)
    if folder.state == State.CLOSING:
        folder = _keep(_lock(folder, State.CLOSING), by=by)
    if folder.quota_bytes < size:
        folder = _go(folder, Kind.SPACE, folder.state, by=by, space_bytes=size, quota_bytes=size)
    return folder


@transaction.atomic
def resize(*, folder: TeamFolder, by, gigabytes: int, note: str = "") -> TeamFolder:
    """More or less room. Less than what is used keeps the files and lets nothing new in."""
    folder = _lock(folder, *OPEN)
    _require_keeper(by, folder)
    size = gigabytes * GIGABYTE
    return _go(folder, Kind.SPACE, folder.state, by=by, note=note, space_bytes=size, quota_bytes=size)


@transaction.atomic
def close(*, folder: TeamFolder, by, note: str = "") -> TeamFolder:
    """Delete it after the setting CLOUD_GRACE_DAYS; until then its members take their files along. By whoever looks
    after it, or None for the portal itself."""
    folder = _lock(folder, *OPEN)
    _require_keeper(by, folder)
    return _close(folder, by=by, note=note)


@transaction.atomic
def keep(*, folder: TeamFolder, by, note: str = "") -> TeamFolder:
    """Change one's mind while the grace period lasts. Raises PermissionDenied, WrongState after the last day."""
    # the association first, as whoever approves does
    Organisation.objects.select_for_update().filter(pk=folder.organisation_id).first()
    folder = _lock(folder, State.CLOSING)
    _require_keeper(by, folder)
    return _keep(folder, by=by, note=note)


@transaction.atomic
def close_if_unused(*, organisation: Organisation | None, note: str = "") -> None:
    """Nobody of the association has an account on the server any more: nobody could open the space either."""
    if organisation is None:
        return
    living = organisation.requests.in_use().filter(account__isnull=False)
    for folder in organisation.team_folders.filter(state__in=OPEN):
        if not living.exists():
            _close(_lock(folder, *OPEN), by=None, note=note)


def close_with(*, organisation: Organisation, by, note: str) -> None:
    """The association is closed, in the transaction that closes it."""
    for folder in organisation.team_folders.filter(state__in=OPEN):
        _close(_lock(folder, *OPEN), by=by, note=note)


def keep_with(*, organisation: Organisation) -> None:
    """The association is open again, in the transaction that opens it: what was to go before it was closed still is."""
    closed = organisation.events.filter(kind=OrganisationEvent.Kind.CLOSED).first()
    for folder in organisation.team_folders.filter(state=State.CLOSING, delete_after__gt=timezone.now()):
        if closed is None or folder.events.filter(kind=Kind.CLOSING, at__gte=closed.at).exists():
            _keep(_lock(folder, State.CLOSING), by=None)


@transaction.atomic
def note_ready(*, folder: TeamFolder) -> None:
    """The server shows it as wanted: its managers are told the first time. Safe to call again."""
    folder = (
        TeamFolder.objects.select_for_update(of=("self",)).select_related("organisation", "server").get(pk=folder.pk)
    )
    if folder.state != State.ACTIVE or folder.events.filter(kind=Kind.READY).exists():
        return
    _tell(folder, FolderEvent.objects.create(folder=folder, kind=Kind.READY))


@transaction.atomic
def note_deleted(*, folder: TeamFolder) -> None:
    """The server shows it no more. Safe to call again."""
    folder = (
        TeamFolder.objects.select_for_update(of=("self",)).select_related("organisation", "server").get(pk=folder.pk)
    )
    if folder.state != State.DELETED or folder.events.filter(kind=Kind.DELETED).exists():
        return
    left = folder.changes.exclude(state=OutgoingChange.State.DONE)
    left.update(state=OutgoingChange.State.DONE, done_at=timezone.now(), again=False)
    _tell(folder, FolderEvent.objects.create(folder=folder, kind=Kind.DELETED))
    _let_go(folder)


def _let_go(folder: TeamFolder) -> None:
    """It is no longer being closed: accounts that were in its group to fetch their files alone leave it. Those that are
    deleted tonight as well need not."""
    ended = AccountRequest.objects.filter(organisation=folder.organisation_id, state=AccountRequest.State.ENDED)
    accounts = CloudAccount.objects.living().filter(requests__in=ended, claim=CloudAccount.Claim.OURS)
    tonight = timezone.now() + timedelta(days=1)
    for account in accounts.exclude(state=CloudAccount.State.CLOSING, delete_after__lte=tonight).distinct():
        want(account=account, payload={"folder": folder.pk})


def tend(now=None) -> int:
    """What the night brings to spaces that are being closed. Returns how many are deleted."""
    rows = TeamFolder.objects.select_related("organisation", "server")
    return see_out(rows, remind=_remind, delete=_delete, now=now)


def _delete(folder: TeamFolder) -> None:
    want(folder=folder, payload={"closing": True}, kind=OutgoingChange.Kind.DELETE)


def _remind(folder: TeamFolder, step: str) -> None:
    for person in managers_of(folder.organisation):
        key = f"folder-{folder.pk}-{step}-to-{person.pk}"
        send(name="cloud/folder-closing-soon", person=person, context={"folder": folder}, key=key)


def managers_of(organisation: Organisation) -> list:
    """Whoever answers for the association and can read a mail."""
    rows = Membership.objects.managers().filter(organisation=organisation).select_related("person")
    return [one.person for one in rows.order_by("pk")]


def _lock(folder: TeamFolder, *states) -> TeamFolder:
    locked = TeamFolder.objects.select_for_update(of=("self",)).select_related("organisation__territory", "server")
    locked = locked.get(pk=folder.pk)
    if locked.state not in states:
        raise WrongState
    return locked


def _require_keeper(by, folder: TeamFolder) -> None:
    if by is not None and not may_look_after_folder(by, folder):
        raise PermissionDenied


def _close(folder: TeamFolder, *, by, note: str) -> TeamFolder:
    end = timezone.now() + timedelta(days=settings.CLOUD_GRACE_DAYS)
    return _go(folder, Kind.CLOSING, State.CLOSING, by=by, note=note, delete_after=end)


def _keep(folder: TeamFolder, *, by, note: str = "") -> TeamFolder:
    if folder.delete_after <= timezone.now():
        raise WrongState
    state = State.ACTIVE if folder.activated_at else State.WANTED
    kept = _go(folder, Kind.KEPT, state, by=by, note=note, delete_after=None)
    _let_go(kept)
    return kept


def _go(folder, kind, state, *, by, note: str = "", space_bytes=None, tell=True, **columns) -> TeamFolder:
    """The step, the new state, the mails, and the change that brings it to the server."""
    for name, value in {"state": state, **columns}.items():
        setattr(folder, name, value)
    folder.save(update_fields=["state", *columns])
    title = title_in(by, folder.organisation.territory) if by is not None else ""
    event = FolderEvent.objects.create(
        folder=folder, kind=kind, by=by, by_title=title, note=note, space_bytes=space_bytes
    )
    if tell:
        _tell(folder, event)
    if kind != Kind.CLOSING:
        want(folder=folder, payload={"event": event.pk})
    return folder


def _tell(folder: TeamFolder, event: FolderEvent) -> None:
    url = reverse("organisations:organisation", args=[folder.organisation.slug])
    for person in managers_of(folder.organisation):
        key = f"folder-{folder.pk}-step-{event.pk}-to-{person.pk}"
        mail = send(name="cloud/folder-step", person=person, context={"folder": folder, "event": event}, key=key)
        leave_beside(mail, kind=DESK_STEP, url=url)
