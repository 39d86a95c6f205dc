"""The app « Team folders » (groupfolders): rules, traps and three shapes of errors as recorded from a real server.

Its routes are not under /ocs, and answer HTTP 200 with the code 403 to whoever has no right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any
from urllib.parse import unquote

from .access import Access, Actor
from .faults import Faults
from .store import Store
from .wire import FOLDER_ROUTES, NoEnvelope, Ocs, Reply, Request, envelope, html_reply, json_reply

APP_VERSION = "20.1.18"
SETTING = "groupfolders"  # "on", "" (not installed) or "just off"
NO_RIGHT = "Logged in user must be an admin, a sub admin or gotten special right to access this setting"
UNKNOWN = "Groupfolder not found"
EXISTS = "Mount point already exists"
ALL_RIGHTS, UNLIMITED, DEFAULT_QUOTA = 31, -3, -4
ORDERS = ("mount_point", "quota", "groups", "acl")
LONGEST = 4000


def bare(status: int, message: str) -> NoEnvelope:
    return NoEnvelope(json_reply(status, {"message": message}))


def broken(message: str) -> NoEnvelope:
    """What PHP throws: its code becomes the HTTP status; behind Apache that is a 500."""
    return bare(500, message)


@dataclass
class Call:
    """Who asks, with what; `whole` is the right over every folder."""

    actor: Actor
    told: dict[str, Any]
    groups: set[str]
    whole: bool


class TeamFolders:
    def __init__(self, store: Store, access: Access, faults: Faults) -> None:
        self.store = store
        self.access = access
        self.faults = faults

    def is_on(self) -> bool:
        return self.store.setting(SETTING) == "on"

    def capabilities(self, actor: Actor) -> dict[str, Any]:
        """What /cloud/capabilities says of the app; nothing when it is off."""
        if not self.is_on():
            return {}
        seen = self._visible(self._call(actor, {}, applicable=True))
        return {"groupfolders": {"appVersion": APP_VERSION, "hasGroupFolders": bool(seen)}}

    def answer(self, request: Request) -> Reply:
        try:
            return envelope(request, self._answer(request))
        except Ocs as outcome:
            return envelope(request, outcome)
        except NoEnvelope as found:
            return found.reply

    def _answer(self, request: Request) -> Ocs:
        if not self.is_on():
            # right after it was turned off, before the server has forgotten its routes
            status = 500 if self.store.setting(SETTING) else 404
            raise NoEnvelope(html_reply(status, "<!DOCTYPE html><title>Nextcloud</title>"))
        try:
            actor = self.access.actor(request)
        except Ocs as refusal:
            raise (bare(401, "") if refusal.code == 997 else refusal) from refusal
        if "ocs-apirequest" not in request.headers:
            raise bare(412, "CSRF check failed")
        if actor is None:
            raise Ocs(997, "Current user is not logged in")
        rest = FOLDER_ROUTES.sub("", request.path)
        if rest.endswith("/groups/"):
            raise NoEnvelope(html_reply(404, ""))
        return self._route(request, self._call(actor, request.params), rest)

    def _call(self, actor: Actor, told: dict[str, Any], *, applicable: bool = False) -> Call:
        groups = set(self.store.column("SELECT gid FROM members WHERE uid = ?", actor.uid))
        delegated = set(self.store.column("SELECT gid FROM folder_delegations"))
        return Call(actor, told, groups, not applicable and (actor.is_admin or bool(groups & delegated)))

    def _route(self, request: Request, call: Call, rest: str) -> Ocs:
        parts = rest.strip("/").split("/") if rest.strip("/") else []
        if not parts:
            return self._list(call) if request.method == "GET" else self._write(call, self.create)
        number = int(parts[0]) if parts[0].isdigit() else 0
        if request.method == "GET" and len(parts) == 1:
            return Ocs(100, "OK", self._read(call, number))
        if len(parts) > 2 and parts[1] == "groups":
            gid = unquote(unquote("/".join(parts[2:])))
            act = {"POST": self.permit, "DELETE": self.remove_group}.get(request.method)
            return self._write(call, act, number, gid)
        acts: dict[tuple[str, ...], Callable[..., Ocs]] = {
            ("DELETE",): self.delete,
            ("PUT",): self.replace,
            ("POST", "groups"): self.add_group,
            ("POST", "quota"): self.set_quota,
            ("POST", "mountpoint"): self.rename,
            ("POST", "acl"): self.set_acl,
            ("POST", "manageACL"): self.set_manager,
        }
        return self._write(call, acts.get((request.method, *parts[1:])), number)

    def _write(self, call: Call, act: Callable[..., Ocs] | None, number: int | None = None, *more: str) -> Ocs:
        if act is None:
            raise NoEnvelope(html_reply(404, ""))
        if not call.whole:
            raise Ocs(403, NO_RIGHT)
        if number is None:
            return act(call.told)
        folder = self._find(number)
        if folder is None:
            raise bare(404, UNKNOWN)
        return act(folder, call.told, *more)

    # reading

    def _find(self, number: int) -> Row | None:
        return self.store.row("SELECT * FROM folders WHERE id = ?", number)

    def _visible(self, call: Call) -> list[Row]:
        rows = self.store.rows("SELECT * FROM folders ORDER BY mount_point, id")
        if call.whole:
            return rows
        given: dict[int, set[str]] = {}
        for one in self.store.rows("SELECT folder_id, gid FROM folder_groups"):
            given.setdefault(one["folder_id"], set()).add(one["gid"])
        managed = self.store.column("SELECT folder_id FROM folder_managers WHERE kind='user' AND id=?", call.actor.uid)
        return [one for one in rows if given.get(one["id"], set()) & call.groups or one["id"] in managed]

    def _list(self, call: Call) -> Ocs:
        told = call.told
        if "limit" in told and _php_int(told["limit"]) <= 0:
            raise bare(400, "The limit must be greater than 0.")
        order = str(told.get("orderBy") or "mount_point")
        if order not in ORDERS:
            raise bare(400, "The orderBy is not allowed.")
        everybody = [self.show(row) for row in self._visible(Call(call.actor, told, call.groups, whole=True))]
        everybody.sort(key=lambda one: _sort_key(one, order), reverse=told.get("order") == "desc")
        whole = call.whole and not _php_int(told.get("applicable"))
        seen = {row["id"] for row in self._visible(Call(call.actor, told, call.groups, whole))}
        shown = [one | {"sortIndex": place} for place, one in enumerate(everybody)]
        start = _php_int(told.get("offset"))
        page = [one for one in shown if one["id"] in seen][start:]
        page = page[: _php_int(told["limit"])] if "limit" in told else page
        return Ocs(100, "OK", {str(one["id"]): one for one in page} or [])

    def _read(self, call: Call, number: int) -> dict[str, Any]:
        folder = self._find(number)
        if folder is None:
            raise bare(404, UNKNOWN if call.whole else "")
        if not call.whole and number not in {one["id"] for one in self._visible(call)}:
            raise bare(404, "")
        return self.show(folder)

    def show(self, folder: Row) -> dict[str, Any]:
        given = self.store.rows("SELECT * FROM folder_groups WHERE folder_id = ?", folder["id"])
        names = dict(self.store.rows("SELECT gid, displayname FROM groups"))
        managers = self.store.rows("SELECT * FROM folder_managers WHERE folder_id = ? ORDER BY rowid", folder["id"])
        return {
            "id": folder["id"],
            "mount_point": folder["mount_point"],
            "quota": UNLIMITED if folder["quota"] == DEFAULT_QUOTA else folder["quota"],
            "acl": bool(folder["acl"]),
            "size": folder["size"],
            "groups": _php_map({one["gid"]: one["permissions"] for one in given}),
            "group_details": _php_map(
                {
                    one["gid"]: {
                        "displayName": names.get(one["gid"]) or one["gid"],
                        "permissions": one["permissions"],
                        "type": "group",
                    }
                    for one in given
                }
            ),
            "manage": [
                {"type": one["kind"], "id": one["id"], "displayname": names.get(one["id"]) or one["id"]}
                for one in managers
                if self._exists(one["kind"], one["id"])
            ],
        }

    def _exists(self, kind: str, name: str) -> bool:
        tables = {"user": "SELECT 1 FROM accounts WHERE uid = ?", "group": "SELECT 1 FROM groups WHERE gid = ?"}
        return kind in tables and self.store.row(tables[kind], name) is not None

    def _done(self, number: int) -> Ocs:
        folder = self._find(number)
        return Ocs(100, "OK", {"success": True, "folder": self.show(folder)} if folder else {"success": True})

    # writing

    def create(self, told: dict[str, Any]) -> Ocs:
        """Look, then insert: nothing but luck keeps two at the same moment from both passing."""
        name = self._free_name(told)
        self.faults.step("folder")
        self.store.run("INSERT INTO folders (mount_point) VALUES (?)", name)
        number = self.store.count("SELECT max(id) FROM folders WHERE mount_point = ?", name)
        self.store.note(name, "folder created")
        folder = self._find(number)
        return Ocs(100, "OK", self.show(folder) if folder else [])

    def _free_name(self, told: dict[str, Any], *, own: int = 0, key: str = "mountpoint") -> str:
        """Trimmed; an empty one is mounted on everybody's home."""
        if told.get(key) is None:
            raise broken("OCA\\GroupFolders\\Controller\\FolderController: Argument #1 must be of type string")
        name = str(told[key]).replace("\\", "/").strip(" ").strip("/").strip(" ") or "/"
        if ".." in name:
            raise bare(400, 'Mount point cannot contain ".."')
        if len(name) > LONGEST:
            raise broken("An exception occurred while executing a query: value too long")
        if self.store.row("SELECT 1 FROM folders WHERE mount_point = ? AND id != ?", name, own):
            raise bare(400, EXISTS)
        return name

    def delete(self, folder: Row, told: dict[str, Any]) -> Ocs:
        for table in ("folder_groups", "folder_managers"):
            self.store.run(f"DELETE FROM {table} WHERE folder_id = ?", folder["id"])  # noqa: S608
        if self.store.run("DELETE FROM folders WHERE id = ?", folder["id"]):
            self.store.note(folder["mount_point"], "folder deleted")
        return Ocs(100, "OK", {"success": True})

    def add_group(self, folder: Row, told: dict[str, Any]) -> Ocs:
        """Neither that the group exists nor that it has a name is asked."""
        if told.get("group") is None:
            raise broken("addGroup(): Argument #2 ($group) must be of type string, null given")
        added = self.store.run(
            "INSERT OR IGNORE INTO folder_groups VALUES (?, ?, ?)", folder["id"], str(told["group"]), ALL_RIGHTS
        )
        if not added:
            raise bare(400, "Group already assigned to this Groupfolder")
        return self._done(folder["id"])

    def permit(self, folder: Row, told: dict[str, Any], gid: str) -> Ocs:
        mask = _php_int(told.get("permissions"))
        self.store.run(
            "UPDATE folder_groups SET permissions = ? WHERE folder_id = ? AND gid = ?", mask, folder["id"], gid
        )
        return self._done(folder["id"])

    def remove_group(self, folder: Row, told: dict[str, Any], gid: str) -> Ocs:
        self.store.run("DELETE FROM folder_groups WHERE folder_id = ? AND gid = ?", folder["id"], gid)
        return self._done(folder["id"])

    def set_quota(self, folder: Row, told: dict[str, Any]) -> Ocs:
        """Any number is kept; « 1 GB » is one byte."""
        if told.get("quota") is None:
            raise broken("setQuota(): Argument #2 ($quota) must be of type int, null given")
        self.store.run("UPDATE folders SET quota = ? WHERE id = ?", _php_int(told["quota"]), folder["id"])
        return self._done(folder["id"])

    def rename(self, folder: Row, told: dict[str, Any]) -> Ocs:
        name = self._free_name(told, own=folder["id"])
        self.store.run("UPDATE folders SET mount_point = ? WHERE id = ?", name, folder["id"])
        return self._done(folder["id"])

    def replace(self, folder: Row, told: dict[str, Any]) -> Ocs:
        """PUT refuses even the name that the folder has."""
        name = self._free_name(told, key="mountPoint")
        self.store.run("UPDATE folders SET mount_point = ? WHERE id = ?", name, folder["id"])
        return self._done(folder["id"])

    def set_acl(self, folder: Row, told: dict[str, Any]) -> Ocs:
        on = bool(told.get("acl")) and told["acl"] != "false"
        self.store.run("UPDATE folders SET acl = ? WHERE id = ?", int(on), folder["id"])
        if not on:
            self.store.run("DELETE FROM folder_managers WHERE folder_id = ?", folder["id"])
        return self._done(folder["id"])

    def set_manager(self, folder: Row, told: dict[str, Any]) -> Ocs:
        row = (folder["id"], str(told.get("mappingType")), str(told.get("mappingId")))
        if told.get("manageAcl") in (False, "false", 0):
            self.store.run("DELETE FROM folder_managers WHERE folder_id = ? AND kind = ? AND id = ?", *row)
        elif not self.store.run("INSERT OR IGNORE INTO folder_managers VALUES (?, ?, ?)", *row):
            raise broken("An exception occurred while executing a query: duplicate key value")
        return self._done(folder["id"])


def _php_int(value: Any) -> int:
    """« 1 GB » is 1, « abc » 0, true 1; what is too large is the largest."""
    if isinstance(value, bool | float):
        return int(value)
    found = re.match(r"\s*-?\d+", str(value))
    return max(-(2**63), min(2**63 - 1, int(found[0]))) if found else 0


def _php_map(known: dict[str, Any]) -> Any:
    """PHP writes an array with the keys 0, 1, … as a list, an empty one too."""
    if list(known) == [str(place) for place in range(len(known))]:
        return list(known.values())
    return known


def _sort_key(one: dict[str, Any], order: str) -> Any:
    if order == "groups":
        return len(one["groups"])
    return one[order]
