"""Bring one account to what the portal wants, from whatever state it is in.

The caller holds one lock per account and may be killed at any point: running again ends with one account in
the wanted state. Whether an existing account is ours is decided by `Claim`, which the caller keeps in its own
database, because nothing that the server stores proves it (e-mail addresses are neither unique nor checked,
and people edit their own profile).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from . import errors, identifiers, quota
from .client import NextcloudClient
from .errors import Kind, NextcloudError
from .results import Account

GROUP_PREFIX = "assoc-"
ADMIN_GROUP = "admin"


class Claim(StrEnum):
    """What the portal knows about an id before it looks at the server."""

    NONE = "none"  # never tried: an account that exists is somebody else's
    TRIED = "tried"  # `before_create` was recorded: the account may be the fruit of a lost answer
    OURS = "ours"  # made by us and seen, or proved by its owner through the login flow


@dataclass(frozen=True)
class WantedGroup:
    id: str
    display_name: str = ""

    def __post_init__(self) -> None:
        if not self.id.startswith(GROUP_PREFIX) or self.id == GROUP_PREFIX:
            raise ValueError(f"the portal touches only groups named {GROUP_PREFIX}…, not {self.id!r}")


@dataclass(frozen=True)
class WantedAccount:
    """The wanted state; None leaves a field as it is. `quota` is in bytes, or quota.UNLIMITED.

    Without a `password` the person receives a link to choose one, so an e-mail is needed on creation.
    """

    id: str
    display_name: str | None = None
    email: str | None = None
    quota: int | None = None
    groups: tuple[WantedGroup, ...] = ()
    language: str | None = None
    enabled: bool | None = True
    password: str = ""

    def __post_init__(self) -> None:
        if not identifiers.is_valid(self.id):
            raise ValueError(f"not an id that Nextcloud accepts: {self.id!r}")


def _nothing() -> None:
    return None


def converge_account(
    client: NextcloudClient,
    wanted: WantedAccount,
    *,
    claim: Claim | Callable[[], Claim] = Claim.NONE,
    before_create: Callable[[], None] = _nothing,
    reserved_ids: tuple[str, ...] = (),
) -> Account:
    """Make the account be as wanted and return it as the server shows it.

    `before_create` is called once right before an account is created: it must record Claim.TRIED durably
    (committed, not in an open transaction), since only that lets a later run recognise the account.
    Give `claim` as a callable that reads the row: it is asked after the server was, so that a second worker
    without the lock sees what the first recorded instead of a conflict.
    A server killed after the account is whole and before its mail left leaves no trace of that: offer
    `client.send_welcome` to whoever says that nothing came.
    Raises Conflict for an account that is not ours, ReservedAccount for one we never touch, any other
    NextcloudError with its `kind`.
    """
    _refuse_reserved(client, wanted.id, reserved_ids)
    found = _look_up(client, wanted.id)
    if found is None:
        before_create()
        found, known = _create(client, wanted), Claim.TRIED
    else:
        known = claim if isinstance(claim, Claim) else claim()
    _refuse_foreign(found, wanted, known)
    _edit_what_differs(client, found, wanted)
    _converge_groups(client, found, wanted)
    _converge_enabled(client, found, wanted)
    result = client.get_account(wanted.id)
    left = [key for key, _ in _differences(result, wanted)]
    if left or _missing(result, wanted) or _superfluous(result, wanted) or _wrongly_open(result, wanted):
        raise errors.NotConverged(", ".join(left) or "groups or state", operation="converge account")
    return result


def remove_account(
    client: NextcloudClient, wanted: WantedAccount, *, claim: Claim, reserved_ids: tuple[str, ...] = ()
) -> bool:
    """Destroy the account and its files, and see that it is gone; False when there was none any more.

    `wanted` is what it was, by which one that a lost answer left behind is told from somebody else's. Safe to repeat.
    Raises as converge_account does.
    """
    _refuse_reserved(client, wanted.id, reserved_ids)
    found = _look_up(client, wanted.id)
    if found is None:
        return False
    _refuse_foreign(found, wanted, claim)
    failure: NextcloudError | None = None
    try:
        client.delete_account(found.id)
    except NextcloudError as error:
        if error.kind is not Kind.REREAD:
            raise
        failure = error
    if _look_up(client, wanted.id) is not None:
        raise failure or errors.NotConverged("deleted and still there", operation="delete account")
    return True


def drift_of(found: Account | None, wanted: WantedAccount) -> list[str]:
    """What differs on the server, as names of fields and groups; « gone » when the account is no longer there."""
    if found is None:
        return ["gone"]
    fields = [key for key, _ in _differences(found, wanted)]
    groups = [f"-{group.id}" for group in _missing(found, wanted)] + [f"+{one}" for one in _superfluous(found, wanted)]
    return [*fields, *groups, *(["enabled"] if _wrongly_open(found, wanted) else [])]


def ensure_group(client: NextcloudClient, group: WantedGroup) -> None:
    """Create the group if it is missing. Safe to repeat; a lost race counts as done."""
    try:
        client.create_group(group.id, group.display_name)
    except NextcloudError as error:
        if error.kind is not Kind.REREAD or group.id not in client.list_groups(group.id):
            raise


def _refuse_reserved(client: NextcloudClient, account_id: str, more: tuple[str, ...]) -> None:
    if identifiers.is_reserved(account_id, client.user, *more):
        raise errors.ReservedAccount(account_id, operation="converge account")


def _look_up(client: NextcloudClient, account_id: str) -> Account | None:
    try:
        return client.get_account(account_id)
    except errors.NotFound:
        return None


def _create(client: NextcloudClient, wanted: WantedAccount) -> Account:
    """POST, then always GET: the answer to the POST says little about what was done."""
    for group in wanted.groups:
        ensure_group(client, group)
    failure: NextcloudError | None = None
    try:
        client.create_account(
            wanted.id,
            password=wanted.password,
            display_name=wanted.display_name or "",
            email=wanted.email or "",
            groups=[group.id for group in wanted.groups],
            quota=wanted.quota,
            language=wanted.language or "",
        )
    except NextcloudError as error:
        if error.kind in (Kind.STOP, Kind.MAINTENANCE, Kind.RATE_LIMITED, Kind.ALERT):
            raise
        failure = error
    found = _look_up(client, wanted.id)
    if found is None:
        raise failure or errors.NotConverged("created and not there", operation="create account")
    if isinstance(failure, errors.InvalidValue):
        raise failure  # a value that never passes: half an account exists, a person must decide
    return found


def _refuse_foreign(found: Account, wanted: WantedAccount, claim: Claim) -> None:
    if found.id.casefold() != wanted.id.casefold() or ADMIN_GROUP in found.groups:
        raise errors.ReservedAccount(f"{found.id} is an administrator's", operation="converge account")
    if claim is Claim.NONE:
        raise errors.Conflict(f"{found.id} exists and was not made by the portal", operation="converge account")
    if claim is Claim.TRIED and _contradicts(found, wanted):
        raise errors.Conflict(f"{found.id} does not look like ours", operation="converge account")


def _contradicts(found: Account, wanted: WantedAccount) -> bool:
    """Signs that another hand made it: an address that is not the one we send, in none of our groups."""
    foreign_address = bool(found.email and wanted.email and found.email.lower() != wanted.email.lower())
    ours_by_group = any(group.startswith(GROUP_PREFIX) for group in found.groups)
    return foreign_address and not ours_by_group


def _differences(found: Account, wanted: WantedAccount) -> list[tuple[str, str]]:
    """The edits to make, as (key, value). Fields that this account's backend cannot set are left out."""
    edits: list[tuple[str, str]] = []
    name = (wanted.display_name or "").strip()  # the server trims it
    if name and name != found.display_name.strip() and found.can_set_display_name:
        edits.append(("displayname", name))
    if wanted.quota is not None:
        known = found.quota.limit
        if known is None or not quota.same(known, wanted.quota):
            edits.append(("quota", quota.as_sent(wanted.quota)))
    if wanted.language and wanted.language != found.language:
        edits.append(("language", wanted.language))
    if wanted.email and wanted.email.lower() != (found.email or "").lower():
        edits.append(("email", wanted.email))
    return edits


def _edit_what_differs(client: NextcloudClient, found: Account, wanted: WantedAccount) -> None:
    differences = _differences(found, wanted)
    for key, value in differences:
        client.edit_account(found.id, key, value)
    was_cut_short = found.email is None and any(key == "email" for key, _ in differences)
    if was_cut_short and not wanted.password and found.last_login is None:
        # the e-mail is what a create sets last, right before its mail: that mail never left
        client.send_welcome(found.id)


def _missing(found: Account, wanted: WantedAccount) -> list[WantedGroup]:
    return [group for group in wanted.groups if group.id not in found.groups]


def _superfluous(found: Account, wanted: WantedAccount) -> list[str]:
    keep = {group.id for group in wanted.groups}
    return sorted(group for group in found.groups - keep if group.startswith(GROUP_PREFIX))


def _converge_groups(client: NextcloudClient, found: Account, wanted: WantedAccount) -> None:
    for group in _missing(found, wanted):
        try:
            client.add_to_group(found.id, group.id)
        except errors.UnknownGroup:
            ensure_group(client, group)
            client.add_to_group(found.id, group.id)
    for group_id in _superfluous(found, wanted):
        client.remove_from_group(found.id, group_id)


def _wrongly_open(found: Account, wanted: WantedAccount) -> bool:
    """Open where it should be closed or the other way round."""
    return wanted.enabled is not None and found.enabled != wanted.enabled


def _converge_enabled(client: NextcloudClient, found: Account, wanted: WantedAccount) -> None:
    if _wrongly_open(found, wanted):
        (client.enable_account if wanted.enabled else client.disable_account)(found.id)
