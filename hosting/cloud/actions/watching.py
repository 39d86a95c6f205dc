"""The nightly round: what each server says of itself, the figures of each account and space, and what has drifted.

Nothing is changed on a server: drift is reported first, and staff ask for the repair.
"""

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.notifications.actions import send

from .. import words
from ..connection import client_for
from ..models import CloudAccount, CloudServer, OutgoingChange, TeamFolder
from ..nextcloud.converge import drift_of
from ..nextcloud.converge_folder import drift_of_folder
from ..nextcloud.errors import Kind, NextcloudError, NotFound
from . import folder_work, outbox
from .converging import figures_of, wanted_of
from .folders import managers_of

logger = logging.getLogger(__name__)
State = CloudAccount.State

# Percent of the space; each is told once, and anew after there was room again.
WARN_AT = (95, 80)
ROOM_AGAIN_BELOW = 75
# Of the round through the accounts of a server: one task looks at so many, for so many seconds at most.
PART = 200
PART_SECONDS = 60
# So many accounts in a row that cannot be read: the server is away, whatever it says.
GIVE_UP_AFTER = 3
STANDS_STILL = timedelta(minutes=10)
OF_THE_SERVER = (Kind.STOP, Kind.MAINTENANCE, Kind.RATE_LIMITED)


def look_at(*, server: CloudServer) -> bool:
    """Ask a server for its version and state. True when its accounts can be looked at."""
    columns = {"checked_at": timezone.now()}
    try:
        with client_for(server) as client:
            status = client.status()
            if not status.maintenance:
                _look_for_app(client, server)
        columns |= {"answered": True, "version": status.version[:30], "in_maintenance": status.maintenance}
    except NextcloudError as error:
        logger.warning("server %s: %s", server.key, error)
        columns["answered"] = False
    CloudServer.objects.filter(pk=server.pk).update(**columns)
    server.refresh_from_db()
    return columns["answered"] and not columns["in_maintenance"] and server.halted_at is None


def _look_for_app(client, server: CloudServer) -> None:
    """Whether it has Team folders; what waited for them goes on."""
    try:
        outbox.note_app(server=server, version=client.capabilities().team_folders_version)
    except NextcloudError as error:
        logger.warning("capabilities of %s: %s", server.key, error)
        if error.kind is Kind.STOP:
            outbox.halt(server=server, reason=words.for_error(error))


def look_through_folders(*, server: CloudServer) -> None:
    """Compare the spaces that are there with what is wanted. Trouble is as with accounts."""
    folders = server.folders.living().filter(remote_id__isnull=False).select_related("organisation")
    if server.lacks_folders or not folders.exists():
        return
    began = timezone.now()
    try:
        with client_for(server) as client:
            there = {one.id: one for one in client.folders.list()}
            for folder in folders.exclude(changes__in=OutgoingChange.objects.unfinished()).iterator(PART):
                _look_at_folder(folder, there.get(folder.remote_id) or _asked_for(client, folder), began)
    except NextcloudError as error:
        logger.warning("round through the folders of %s ended: %s", server.key, error)
        if error.kind is Kind.STOP:
            outbox.halt(server=server, reason=words.for_error(error))


def _asked_for(client, folder: TeamFolder):
    """A folder that no list shows: gone, or beyond our right, which ends the round and is no loss."""
    try:
        return client.folders.get(folder.remote_id)
    except NotFound:
        return None


def _look_at_folder(folder: TeamFolder, found, began) -> None:
    columns = {"drift": drift_of_folder(found, folder_work.wanted_of(folder)), "seen_at": timezone.now()}
    if found is not None:
        columns |= folder_work.figures_of(found)
    # neither while a worker is at it nor after one was: what was read may be older than what it wrote
    older = Q(seen_at=None) | Q(seen_at__lt=began)
    TeamFolder.objects.filter(older, pk=folder.pk, lease_until=None).update(**columns)
    folder.refresh_from_db(fields=["used_bytes", "limit_bytes"])
    warn_of_folder(folder=folder)


def begin_round(*, server: CloudServer) -> None:
    """One that a former night did not bring to its end goes on where it stood, so that everybody's turn comes."""
    CloudServer.objects.filter(pk=server.pk, round_after=None).update(round_after=0, round_at=timezone.now())


def look_through(*, server: CloudServer) -> bool:
    """Read the next accounts of the round by key; True when the next part may follow at once.

    How far it came is in the server's row: a part that was killed is begun anew, two at the same part end as one. What
    is wrong with one account leaves the others their turn; where nothing gets through, the sweep goes on later. A
    refused credential stops the queue as everywhere.
    """
    if server.round_after is None:
        return False
    accounts = server.accounts.filter(pk__gt=server.round_after, claim=CloudAccount.Claim.OURS)
    part = list(accounts.exclude(state=State.DELETED).select_related("person", "server").order_by("pk")[:PART])
    reached, gets_through = _look_at_part(server, part)
    is_over = gets_through and (not part or (reached == part[-1].pk and len(part) < PART))
    step = {"round_after": None if is_over else reached, "round_at": timezone.now()}
    is_ours = CloudServer.objects.filter(pk=server.pk, round_after=server.round_after).update(**step)
    return bool(is_ours) and gets_through and not is_over


def _look_at_part(server: CloudServer, part: list[CloudAccount]) -> tuple[int, bool]:
    """The key of the last account that had its turn, and whether the server lets us go on."""
    reached, failed, until = server.round_after, 0, time.monotonic() + PART_SECONDS
    try:
        with client_for(server) as client:
            for account in part:
                if time.monotonic() > until:
                    break
                reached, failed = account.pk, 0 if _gets_through(client, account) else failed + 1
                if failed == GIVE_UP_AFTER:
                    return reached, False
    except NextcloudError as error:
        logger.warning("round through %s ended: %s", server.key, error)
        if error.kind is Kind.STOP:
            outbox.halt(server=server, reason=words.for_error(error))
        return reached, False
    return reached, True


def _gets_through(client, account: CloudAccount) -> bool:
    """Look at one account. Raises what is the server's trouble; what may be this account's alone is noted."""
    try:
        _look_at_account(client, account)
    except NextcloudError as error:
        if error.kind in OF_THE_SERVER:
            raise
        logger.warning("account %s: %s", account.pk, error)
        return False
    return True


def _look_at_account(client, account: CloudAccount) -> None:
    try:
        found = client.get_account(account.uid)
    except NotFound:
        found = None
    if account.changes.unfinished().exists():
        return  # what differs is on its way
    columns = {"drift": drift_of(found, wanted_of(account)), "seen_at": timezone.now()}
    if found is not None:
        columns |= figures_of(found)
    # not while a worker is at it: what was read may be older than what it writes
    CloudAccount.objects.filter(pk=account.pk, lease_until=None).update(**columns)
    account.refresh_from_db(fields=["used_bytes", "limit_bytes"])
    warn_of_space(account=account)


@transaction.atomic
def warn_of_space(*, account: CloudAccount) -> None:
    """A mail at 80 and at 95 percent, once each until there is room again."""
    reached = _level_to_tell(account)
    if reached and account.person is not None:
        key = f"account-{account.pk}-space-{reached}-{timezone.localdate()}"
        send(name="cloud/space-low", person=account.person, context={"account": account}, key=key)


@transaction.atomic
def warn_of_folder(*, folder: TeamFolder) -> None:
    """As of an account, to whoever answers for the association."""
    reached = _level_to_tell(folder)
    for person in managers_of(folder.organisation) if reached else ():
        key = f"folder-{folder.pk}-space-{reached}-{timezone.localdate()}-to-{person.pk}"
        send(name="cloud/folder-low", person=person, context={"folder": folder}, key=key)


def _level_to_tell(target) -> int:
    """The percentage to warn of now, noted as told; 0 when there is nothing to tell."""
    percent, told = target.percent_used, target.warned_percent
    if percent is None or target.state != target.State.ACTIVE:
        return 0
    rows = type(target).objects.filter(pk=target.pk, warned_percent=told)
    reached = next((level for level in WARN_AT if percent >= level), 0)
    if percent < ROOM_AGAIN_BELOW and told:
        rows.update(warned_percent=0)
    return reached if reached > told and rows.update(warned_percent=reached) else 0
