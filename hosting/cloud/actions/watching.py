"""The nightly round: what each server says of itself, the figures of each account, and what has drifted there.

Nothing is changed on a server: drift is reported first, and staff ask for the repair.
"""

import logging

from django.db import transaction
from django.utils import timezone

from portal.notifications.actions import send

from .. import words
from ..connection import client_for
from ..models import CloudAccount, CloudServer
from ..nextcloud.converge import drift_of
from ..nextcloud.errors import Kind, NextcloudError, NotFound
from . import outbox
from .converging import figures_of, wanted_of

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
        columns |= {"answered": True, "version": status.version[:30], "in_maintenance": status.maintenance}
    except NextcloudError as error:
        logger.warning("server %s: %s", server.key, error)
        columns["answered"] = False
    CloudServer.objects.filter(pk=server.pk).update(**columns)
    return columns["answered"] and not columns["in_maintenance"] and server.halted_at is None


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
    percent, told = account.percent_used, account.warned_percent
    if percent is None or account.state != State.ACTIVE:
        return
    reached = next((level for level in WARN_AT if percent >= level), 0)
    if percent < ROOM_AGAIN_BELOW and told:
        CloudAccount.objects.filter(pk=account.pk).update(warned_percent=0)
    elif reached > told:
        changed = CloudAccount.objects.filter(pk=account.pk, warned_percent=told).update(warned_percent=reached)
        if changed and account.person is not None:
            key = f"account-{account.pk}-space-{reached}-{timezone.localdate()}"
            send(name="cloud/space-low", person=account.person, context={"account": account}, key=key)
