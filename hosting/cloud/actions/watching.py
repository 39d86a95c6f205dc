"""The nightly round: what each server says of itself, the figures of each account and space, and what has drifted.

Nothing is changed on a server: drift is reported first, and staff ask for the repair.
"""

import logging

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
PART = 200


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


def look_through(*, server: CloudServer, after: int) -> int | None:
    """Read the next accounts by key; gives the last one's key, or None at the end of the round.

    A refused credential stops the queue as everywhere; any other trouble ends the round of this night.
    """
    accounts = server.accounts.filter(pk__gt=after, claim=CloudAccount.Claim.OURS).exclude(state=State.DELETED)
    part = list(accounts.select_related("person", "server").order_by("pk")[:PART])
    try:
        with client_for(server) as client:
            for account in part:
                _look_at_account(client, account)
    except NextcloudError as error:
        logger.warning("round through %s ended: %s", server.key, error)
        if error.kind is Kind.STOP:
            outbox.halt(server=server, reason=words.for_error(error))
        return None
    return part[-1].pk if len(part) == PART else None


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
