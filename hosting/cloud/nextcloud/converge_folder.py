"""Bring one association's folder to what the portal wants, from whatever state it is in.

As with accounts the caller holds one lock per folder and may be killed at any point. A folder is found by the id that
the portal kept; before it has one, by the exact mount point, and then only one that the group of the association has,
or nobody: the server lets two folders have one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import errors
from .client import NextcloudClient
from .converge import GROUP_PREFIX, Claim, WantedGroup, ensure_group
from .errors import Kind, NextcloudError
from .folders import READ_AND_WRITE
from .results import TeamFolder

LONGEST_NAME = 80  # letters of the association's name: the whole stays readable in a list of files
_UNSAFE = re.compile(r"[^\w '’-]+")


def mount_point_of(name: str, group_id: str) -> str:
    """« Foyer rural (Ernée) », assoc-12 → « Foyer rural Ernée - assoc-12 »: read by people, unique by its ending.

    Only letters, digits, spaces, hyphens and apostrophes: a slash would nest it, and devices refuse some others.
    """
    plain = " ".join(_UNSAFE.sub(" ", name.replace("_", " ")).split()).strip(" -'’")
    return f"{plain[:LONGEST_NAME].strip() or 'Association'} - {group_id}"


@dataclass(frozen=True)
class WantedFolder:
    """The wanted state. `quota` in bytes. The mount point ends with the group's id, which makes it the portal's."""

    mount_point: str
    quota: int
    group: WantedGroup
    permissions: int = READ_AND_WRITE

    def __post_init__(self) -> None:
        if not self.mount_point.endswith(f" - {self.group.id}"):
            raise ValueError(f"not a name of the portal's for {self.group.id}: {self.mount_point!r}")
        if self.quota <= 0:
            raise ValueError("a folder has a limit")


def _keep_nothing(folder_id: int) -> None:
    return None


def converge_folder(
    client: NextcloudClient,
    wanted: WantedFolder,
    *,
    known_id: int | None = None,
    claim: Claim = Claim.NONE,
    before_create: Callable[[], None] = lambda: None,
    keep_id: Callable[[int], None] = _keep_nothing,
) -> TeamFolder:
    """Make the folder be as wanted and return it as the server shows it.

    `before_create` records Claim.TRIED durably, once, before a folder is made; `keep_id` the id once it is known.
    Quota before group, so that nobody writes ahead of the limit. Raises TeamFoldersMissing when the server has not
    the app, NotFound when the folder of `known_id` is gone, Conflict for one that is not ours.
    """
    require_app(client)
    if known_id is not None:
        found = client.folders.get(known_id)
    else:
        found = _find_or_create(client, wanted, claim, before_create)
        keep_id(found.id)
    _refuse_foreign(found, wanted)
    _correct(client, found, wanted)
    shown = client.folders.get(found.id)
    left = _differences(shown, wanted)
    if left:
        raise errors.NotConverged(", ".join(left), operation="converge folder")
    return shown


def remove_folder(
    client: NextcloudClient, wanted: WantedFolder, *, known_id: int | None, claim: Claim = Claim.NONE
) -> bool:
    """Destroy the folder with its files, and see that it is gone; False when there was none. Safe to repeat."""
    require_app(client)
    found = _look_up(client, known_id) if known_id is not None else _ours_of(client, wanted, claim)
    if found is None:
        return False
    _refuse_foreign(found, wanted)
    failure: NextcloudError | None = None
    try:
        client.folders.delete(found.id)
    except NextcloudError as error:
        if error.kind is not Kind.REREAD:
            raise
        failure = error
    if _look_up(client, found.id) is not None:
        raise failure or errors.NotConverged("deleted and still there", operation="delete folder")
    return True


def require_app(client: NextcloudClient) -> None:
    """Raises TeamFoldersMissing: without the app its routes answer anything, HTML included."""
    if client.capabilities().team_folders_version is None:
        raise errors.TeamFoldersMissing("groupfolders is not installed", operation="capabilities")


def drift_of_folder(found: TeamFolder | None, wanted: WantedFolder) -> list[str]:
    """What differs on the server, as names of fields and groups; « gone » when the folder is no longer there."""
    return ["gone"] if found is None else _differences(found, wanted)


def _find_or_create(
    client: NextcloudClient, wanted: WantedFolder, claim: Claim, before_create: Callable[[], None]
) -> TeamFolder:
    """Read, create, read again: what a POST answers says little about what was done.

    The first try needs no list of all folders: the server itself refuses a name that it has.
    """
    found = _ours_of(client, wanted, claim) if claim is not Claim.NONE else None
    if found is not None:
        return found
    before_create()
    try:
        return client.folders.create(wanted.mount_point)
    except NextcloudError as error:
        if error.kind not in (Kind.REREAD, Kind.CONFLICT):
            raise
        found = _ours_of(client, wanted, Claim.TRIED if error.kind is Kind.REREAD else claim)
        if found is None:
            raise
        return found


def _ours_of(client: NextcloudClient, wanted: WantedFolder, claim: Claim) -> TeamFolder | None:
    """The folder of this name that the association's group has; or, once a creation was tried, one that nobody has.

    Several can have the name: the one with our group first, then the oldest. Conflict when others alone have it.
    """
    same = [one for one in client.folders.list() if one.mount_point == wanted.mount_point]
    given = [one for one in same if wanted.group.id in one.groups]
    free = [one for one in same if not one.groups and claim is not Claim.NONE]
    if same and not given and not free:
        raise errors.Conflict(f"{wanted.mount_point} exists and is not ours", operation="converge folder")
    return min(given or free, key=lambda one: one.id, default=None)


def _look_up(client: NextcloudClient, folder_id: int) -> TeamFolder | None:
    try:
        return client.folders.get(folder_id)
    except errors.NotFound:
        return None


def _refuse_foreign(found: TeamFolder, wanted: WantedFolder) -> None:
    """Neither its name nor its groups speak of the association: somebody gave it to others."""
    ours = found.mount_point.endswith(f" - {wanted.group.id}") or wanted.group.id in found.groups
    if not ours and found.groups:
        raise errors.Conflict(f"folder {found.id} belongs to others", operation="converge folder")


def _correct(client: NextcloudClient, found: TeamFolder, wanted: WantedFolder) -> None:
    if found.mount_point != wanted.mount_point:
        client.folders.rename(found.id, wanted.mount_point)
    if found.quota != wanted.quota:
        client.folders.set_quota(found.id, wanted.quota)
    if wanted.group.id not in found.groups:
        ensure_group(client, wanted.group)
        client.folders.add_group(found.id, wanted.group.id)
    # a new group has all rights
    if found.groups.get(wanted.group.id, READ_AND_WRITE) != wanted.permissions:
        client.folders.set_permissions(found.id, wanted.group.id, wanted.permissions)
    for group_id in _superfluous(found, wanted):
        client.folders.remove_group(found.id, group_id)


def _superfluous(found: TeamFolder, wanted: WantedFolder) -> list[str]:
    """Groups of the portal's that should not be there; others were added by whoever runs the server."""
    return sorted(one for one in found.groups if one.startswith(GROUP_PREFIX) and one != wanted.group.id)


def _differences(found: TeamFolder, wanted: WantedFolder) -> list[str]:
    fields = ["mount_point"] if found.mount_point != wanted.mount_point else []
    fields += ["quota"] if found.quota != wanted.quota else []
    if wanted.group.id not in found.groups:
        fields.append(f"-{wanted.group.id}")
    elif found.groups[wanted.group.id] != wanted.permissions:
        fields.append("permissions")
    return fields + [f"+{one}" for one in _superfluous(found, wanted)]
