"""The provisioning API: groups. An id may hold a slash, so the path is read by hand."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote

from .access import Actor
from .accounts import Accounts
from .store import Store
from .wire import Ocs, Request, ok

CREATE_RIGHT = "Logged in account must be an admin, a sub admin or gotten special right to access this setting"
NOT_SUBADMIN = "Logged in account must be at least a sub admin"
UNKNOWN = "The requested group could not be found"


class GroupRoutes:
    """Handlers of /cloud/groups…"""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self.store = store
        self.accounts = accounts

    def route(self, request: Request, actor: Actor, rest: str) -> Ocs | None:
        """`rest` is the raw path after /cloud/groups."""
        rest = rest.strip("/")
        if request.method == "POST" and not rest:
            return self.create(request, actor)
        if request.method == "GET" and rest in ("", "details"):
            return self.list_all(request, actor, details=rest == "details")
        if not rest:
            return None
        if request.method == "GET":
            for ending, handler in (
                ("/users/details", self.member_details),
                ("/users", self.members),
                ("/subadmins", self.managers),
            ):
                if rest.endswith(ending):
                    return handler(request, actor, self._id(rest.removesuffix(ending)))
            return self.members(request, actor, self._id(rest))
        change = {"PUT": self.rename, "DELETE": self.delete}.get(request.method)
        return change(request, actor, self._id(rest)) if change else None

    @staticmethod
    def _id(raw: str) -> str:
        return unquote(unquote(raw))  # dep%252F69 reaches the same group as dep%2F69

    def create(self, request: Request, actor: Actor) -> Ocs:
        if not actor.sees_everyone:
            raise Ocs(403, CREATE_RIGHT)
        told = request.params
        gid, name = str(told.get("groupid") or ""), str(told.get("displayname") or "")
        if not gid:
            raise Ocs(101, "Invalid group name")
        name = name or gid
        if len(gid) > 64:
            gid = hashlib.sha256(gid.encode()).hexdigest()
        if not self.store.run("INSERT OR IGNORE INTO groups VALUES (?, ?)", gid, name):
            raise Ocs(102, "group exists")
        return ok()

    def list_all(self, request: Request, actor: Actor, *, details: bool) -> Ocs:
        if not actor.sees_everyone and not actor.manages:
            raise Ocs(403, NOT_SUBADMIN)
        wanted = str(request.query.get("search", "")).lower()
        rows = [
            row
            for row in self.store.rows("SELECT * FROM groups ORDER BY gid")
            if wanted in row["gid"].lower() or wanted in (row["displayname"] or "").lower()
        ]
        if not actor.sees_everyone:
            rows = [row for row in rows if row["gid"] in actor.manages]
        start = int(request.query.get("offset") or 0)
        limit = str(request.query.get("limit", ""))
        rows = rows[start:][: int(limit) if limit.isdigit() else None]
        if not details:
            return ok({"groups": [row["gid"] for row in rows]})
        return ok({"groups": [self._details(row["gid"], row["displayname"]) for row in rows]})

    def _details(self, gid: str, name: str | None) -> dict[str, Any]:
        joined = "FROM members JOIN accounts USING (uid) WHERE gid = ?"
        return {
            "id": gid,
            "displayname": name or gid,
            "usercount": self.store.count(f"SELECT COUNT(*) {joined}", gid),
            "disabled": self.store.count(f"SELECT COUNT(*) {joined} AND NOT enabled", gid),
            "canAdd": True,
            "canRemove": True,
        }

    def _readable(self, actor: Actor, gid: str) -> None:
        if not actor.sees_everyone and not actor.manages:
            raise Ocs(403, NOT_SUBADMIN)
        if not self.accounts.group_exists(gid):
            raise Ocs(404, UNKNOWN)
        if not actor.sees_everyone and gid not in actor.manages:
            raise Ocs(403)

    def _member_rows(self, gid: str) -> list[Any]:
        return self.store.rows(
            "SELECT accounts.* FROM members JOIN accounts USING (uid) WHERE gid = ? ORDER BY uid_lower", gid
        )

    def members(self, request: Request, actor: Actor, gid: str) -> Ocs:
        self._readable(actor, gid)
        return ok({"users": [row["uid"] for row in self._member_rows(gid)]})

    def member_details(self, request: Request, actor: Actor, gid: str) -> Ocs:
        self._readable(actor, gid)
        limit = str(request.query.get("limit", ""))
        rows = self._member_rows(gid)[: int(limit) if limit.isdigit() else None]
        return ok({"users": {row["uid"]: self.accounts.show(row) for row in rows} or []})

    def managers(self, request: Request, actor: Actor, gid: str) -> Ocs:
        self._readable(actor, gid)
        return ok(self.store.column("SELECT uid FROM subadmins WHERE gid = ? ORDER BY uid", gid))

    def rename(self, request: Request, actor: Actor, gid: str) -> Ocs:
        if not actor.sees_everyone:
            raise Ocs(403, CREATE_RIGHT)
        if not self.accounts.group_exists(gid):
            raise Ocs(998, "Group does not exist")
        told = request.params
        if told.get("key") != "displayname":
            raise Ocs(101)
        self.store.run("UPDATE groups SET displayname = ? WHERE gid = ?", str(told.get("value") or gid), gid)
        return ok()

    def delete(self, request: Request, actor: Actor, gid: str) -> Ocs:
        if not actor.sees_everyone:
            raise Ocs(403, CREATE_RIGHT)
        if not self.accounts.group_exists(gid):
            raise Ocs(101)
        if gid == "admin":
            raise Ocs(102)
        for table in ("members", "subadmins", "delegations", "folder_groups", "groups"):
            self.store.run(f"DELETE FROM {table} WHERE gid = ?", gid)  # noqa: S608
        return ok()
