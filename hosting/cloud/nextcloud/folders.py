"""The calls of the Team folders app: `client.folders`. Its routes are not under /ocs and it has errors of its own kind.

A success is HTTP 200 and the code 100: HTTP 200 alone also says « no right ». The app checks nothing, so that this
module does: an empty name would be mounted on everybody's home, an empty group could not be taken away again, a quota
that is no whole number would become another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .classify import Answer
from .errors import AnswerLost, GroupAssigned, NotFound
from .results import TeamFolder
from .transport import Transport

ROUTE = "/index.php/apps/groupfolders/folders"
READ_AND_WRITE = 31  # 1 read, 2 update, 4 create, 8 delete, 16 share
UNLIMITED = -3


class TeamFolderCalls:
    """What a client asks of the app. Ids are the server's and never used twice."""

    def __init__(self, via: Transport) -> None:
        self._via = via

    def list(self) -> list[TeamFolder]:
        """All folders that our account may see: all with the right of the app, none without, which is no error."""
        told = self._via.read("list folders", "", root=ROUTE).data
        rows = told.values() if isinstance(told, Mapping) else told
        if not isinstance(rows, list) and not isinstance(told, Mapping):
            raise AnswerLost("unexpected data", operation="list folders", http_status=200)
        return [_folder(row, "list folders") for row in rows]

    def get(self, folder_id: int) -> TeamFolder:
        """NotFound when there is none; Forbidden when our account may not know."""
        return _folder(self._via.read("read folder", f"/{int(folder_id)}", root=ROUTE).data, "read folder")

    def create(self, mount_point: str) -> TeamFolder:
        """A folder without limit that nobody sees yet: set its quota, then give it to its group.

        MountPointTaken when one of this exact name exists. Two at the same moment may both pass: hold a lock.
        """
        answer = self._write("POST", "create folder", "", {"mountpoint": _named(mount_point)})
        return _folder(answer.data, "create folder")

    def add_group(self, folder_id: int, group_id: str) -> None:
        """Idempotent. The server does not look whether the group exists: create it first."""
        try:
            self._write("POST", "give folder", f"/{int(folder_id)}/groups", {"group": _named(group_id)})
        except GroupAssigned:
            return

    def set_permissions(self, folder_id: int, group_id: str, permissions: int) -> None:
        """A mask of READ_AND_WRITE. A group that the folder was not given to is passed over in silence."""
        path = f"/{int(folder_id)}/groups/{quote(_named(group_id), safe='')}"
        self._write("POST", "permit folder", path, {"permissions": _whole(permissions)})

    def remove_group(self, folder_id: int, group_id: str) -> None:
        """Idempotent; the files stay."""
        self._write("DELETE", "take folder", f"/{int(folder_id)}/groups/{quote(_named(group_id), safe='')}")

    def set_quota(self, folder_id: int, size: int) -> None:
        """Bytes, kept exactly, or UNLIMITED."""
        self._write("POST", "limit folder", f"/{int(folder_id)}/quota", {"quota": _whole(size)})

    def rename(self, folder_id: int, mount_point: str) -> None:
        """Its members' path changes at once; id, files and links stay. Idempotent."""
        self._write("POST", "rename folder", f"/{int(folder_id)}/mountpoint", {"mountpoint": _named(mount_point)})

    def delete(self, folder_id: int) -> bool:
        """Destroy it with files, bin and versions, without a way back. False when there was none."""
        try:
            self._write("DELETE", "delete folder", f"/{int(folder_id)}")
        except NotFound:
            return False
        return True

    def _write(self, method: str, operation: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        return self._via.ocs(method, operation, path, body=body, root=ROUTE)


def _folder(told: Any, operation: str) -> TeamFolder:
    if not isinstance(told, Mapping) or not told.get("id"):
        raise AnswerLost("unexpected data", operation=operation, http_status=200)
    return TeamFolder.from_app(told)


def _named(text: str) -> str:
    if not text.strip(" /\\"):
        raise ValueError("an empty name is never sent")
    return text


def _whole(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError(f"only a whole number is sent, not {number!r}")
    return number
