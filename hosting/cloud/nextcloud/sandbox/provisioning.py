"""The provisioning API: accounts. Rules and messages as recorded from a real server."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from .access import Access, Actor
from .accounts import Accounts, Interrupted, check_password
from .faults import Faults
from .mails import Mails
from .store import Store
from .wire import Ocs, Request, ok

NOT_SUBADMIN = "Logged in account must be at least a sub admin"
ALL_ROWS = -1


class AccountRoutes:
    """Handlers of /cloud/users…; each returns or raises an Ocs outcome."""

    def __init__(self, store: Store, accounts: Accounts, access: Access, mails: Mails, faults: Faults) -> None:
        self.store = store
        self.accounts = accounts
        self.access = access
        self.mails = mails
        self.faults = faults

    def route(self, request: Request, actor: Actor, parts: list[str]) -> Ocs | None:
        """`parts` is what follows /cloud/users; None when no route matches."""
        named: dict[tuple[str, ...], Callable[[Request, Actor], Ocs]] = {
            ("GET",): self.list_ids,
            ("POST",): self.create,
            ("GET", "details"): self.details,
            ("GET", "disabled"): self.disabled,
            ("GET", "recent"): self.recent,
        }
        handler = named.get((request.method, *parts))
        if handler is not None:
            return handler(request, actor)
        one: dict[tuple[str, ...], Callable[[Request, Actor, str], Ocs]] = {
            ("GET",): self.read,
            ("PUT",): self.edit,
            ("DELETE",): self.delete,
            ("PUT", "enable"): self.enable,
            ("PUT", "disable"): self.disable,
            ("GET", "groups"): self.groups,
            ("POST", "groups"): self.join,
            ("DELETE", "groups"): self.leave,
            ("GET", "subadmins"): self.managed,
            ("POST", "subadmins"): self.promote,
            ("DELETE", "subadmins"): self.demote,
            ("POST", "welcome"): self.welcome,
            ("POST", "wipe"): self.wipe,
        }
        single = one.get((request.method, *parts[1:])) if parts else None
        return single(request, actor, parts[0]) if single else None

    # lists

    def list_ids(self, request: Request, actor: Actor) -> Ocs:
        rows = self._page(request, self._visible_to(actor))
        return ok({"users": [int(row["uid"]) if row["uid"].isdigit() else row["uid"] for row in rows]})

    def details(self, request: Request, actor: Actor) -> Ocs:
        return self._shown(self._page(request, self._visible_to(actor)))

    def disabled(self, request: Request, actor: Actor) -> Ocs:
        return self._shown(self._page(request, [row for row in self._visible_to(actor) if not row["enabled"]]))

    def recent(self, request: Request, actor: Actor) -> Ocs:
        seen = [row for row in self._visible_to(actor) if row["last_login"]]
        seen.sort(key=lambda row: -row["last_login"])
        limit, offset = _window(request)
        return self._shown(seen[offset:][: limit if limit != ALL_ROWS else None])

    def _shown(self, rows: list[Row]) -> Ocs:
        return ok({"users": {row["uid"]: self.accounts.show(row) for row in rows} or []})

    def _visible_to(self, actor: Actor) -> list[Row]:
        if actor.sees_everyone:
            return self.store.rows("SELECT * FROM accounts")
        if not actor.manages:
            raise Ocs(403, NOT_SUBADMIN)
        marks = ",".join("?" * len(actor.manages))
        return self.store.rows(
            f"SELECT * FROM accounts WHERE uid IN (SELECT uid FROM members WHERE gid IN ({marks}))",  # noqa: S608
            *actor.manages,
        )

    def _page(self, request: Request, rows: list[Row]) -> list[Row]:
        """Limit and offset count per backend, ordered by display name with unnamed ones last; then by id."""
        limit, offset = _window(request)
        wanted = str(request.query.get("search", "")).lower()
        found = []
        for backend in sorted({row["backend"] for row in rows}):
            own = [row for row in rows if row["backend"] == backend and _matches(row, wanted)]
            own.sort(key=lambda row: (not row["displayname"], (row["displayname"] or "").lower(), row["uid_lower"]))
            found += own[offset:][: limit if limit != ALL_ROWS else None]
        return sorted(found, key=lambda row: row["uid_lower"])

    # one account

    def create(self, request: Request, actor: Actor) -> Ocs:
        if not actor.sees_everyone and not actor.manages:
            raise Ocs(403, NOT_SUBADMIN)
        told = _creation(request)
        if self.accounts.find(told["userid"]) is not None:
            raise Ocs(102, "User already exists")
        self._check_groups(actor, told)
        if not told["password"] and not told["email"]:
            raise Ocs(108, "An email address is required, to send a password link to the user.")
        if told["password"]:
            check_password(told["password"])
        self.accounts.validate_id(told["userid"])
        try:
            self.accounts.create(told, told["password"], self.faults.step)
        except Interrupted as error:
            raise Ocs(101, "Bad request") from error
        if told["email"] and self._config("core", "newUser.sendEmail") != "no":
            self.mails.welcome(told["userid"], request.base_url, with_link=not told["password"])
        return ok({"id": told["userid"]})

    def _check_groups(self, actor: Actor, told: dict[str, Any]) -> None:
        for gid in told["groups"]:
            if not self.accounts.group_exists(gid):
                raise Ocs(104, f"Group {gid} does not exist")
            if not self._may_fill(actor, gid):
                raise Ocs(105, f"Insufficient privileges for group {gid}")
        if not told["groups"] and not actor.sees_everyone:
            raise Ocs(106, "No group specified (required for sub-admins)")
        for gid in told["subadmin"]:
            if not self.accounts.group_exists(gid):
                raise Ocs(102, "Sub-admin group does not exist")
            if gid == "admin":
                raise Ocs(103, "Cannot create sub-admins for admin group")

    def _may_fill(self, actor: Actor, gid: str) -> bool:
        if gid == "admin":
            return actor.is_admin
        return actor.sees_everyone or gid in actor.manages

    def _config(self, app: str, key: str) -> str:
        found = self.store.row("SELECT value FROM app_config WHERE app = ? AND key = ?", app, key)
        return str(found[0]) if found else ""

    def read(self, request: Request, actor: Actor, uid: str) -> Ocs:
        account = self.accounts.find(uid)
        if account is None:
            raise Ocs(404, "User does not exist")
        if account["uid"] != actor.uid and not self.access.may_touch(actor, account["uid"]):
            raise Ocs(998)
        return ok(self.accounts.show(account))

    def edit(self, request: Request, actor: Actor, uid: str) -> Ocs:
        self.access.count_edit(actor)
        account = self._reachable(actor, uid, or_self=True)
        told = request.params
        if "key" not in told or "value" not in told:
            raise Ocs(996, "Internal Server Error\n")
        administers = self.access.may_touch(actor, account["uid"])
        if not administers and told["key"] in ("quota", "manager"):
            raise Ocs(113)
        self.accounts.edit(account["uid"], str(told["key"]), told["value"])
        return ok()

    def _reachable(self, actor: Actor, uid: str, *, or_self: bool = False, missing: int = 998) -> Row:
        account = self.accounts.find(uid)
        if account is None:
            raise Ocs(missing)
        if or_self and account["uid"] == actor.uid:
            return account
        if not self.access.may_touch(actor, account["uid"]):
            raise Ocs(998)
        return account

    def delete(self, request: Request, actor: Actor, uid: str) -> Ocs:
        account = self._reachable(actor, uid, or_self=True)
        if account["uid"] == actor.uid:
            raise Ocs(101)
        self.accounts.delete(account["uid"])
        return ok()

    def enable(self, request: Request, actor: Actor, uid: str) -> Ocs:
        return self._switch(actor, uid, on=True)

    def disable(self, request: Request, actor: Actor, uid: str) -> Ocs:
        return self._switch(actor, uid, on=False)

    def _switch(self, actor: Actor, uid: str, *, on: bool) -> Ocs:
        account = self._reachable(actor, uid, or_self=True, missing=101)
        if account["uid"] == actor.uid:
            raise Ocs(101)
        self.store.run("UPDATE accounts SET enabled = ? WHERE uid = ?", int(on), account["uid"])
        if not on:
            self.store.run("DELETE FROM sessions WHERE uid = ?", account["uid"])
        return ok()

    # membership

    def groups(self, request: Request, actor: Actor, uid: str) -> Ocs:
        account = self._reachable(actor, uid, or_self=True)
        own = self.store.column("SELECT gid FROM members WHERE uid = ? ORDER BY gid", account["uid"])
        return ok({"groups": own})

    def _membership(self, request: Request, actor: Actor, uid: str) -> tuple[str, str]:
        gid = str(request.params.get("groupid", ""))
        if not gid:
            raise Ocs(101)
        if not self.accounts.group_exists(gid):
            raise Ocs(102)
        account = self.accounts.find(uid)
        if account is None:
            raise Ocs(103)
        if not self._may_fill(actor, gid):
            raise Ocs(104)
        return account["uid"], gid

    def join(self, request: Request, actor: Actor, uid: str) -> Ocs:
        self.accounts.join(*self._membership(request, actor, uid))
        return ok()

    def leave(self, request: Request, actor: Actor, uid: str) -> Ocs:
        self.accounts.leave(*self._membership(request, actor, uid))
        return ok()

    def managed(self, request: Request, actor: Actor, uid: str) -> Ocs:
        _require_admin_rights(actor)
        account = self.accounts.find(uid)
        if account is None:
            raise Ocs(404, "User does not exist")
        return ok(self.store.column("SELECT gid FROM subadmins WHERE uid = ? ORDER BY gid", account["uid"]))

    def _promotion(self, request: Request, actor: Actor, uid: str) -> tuple[str, str]:
        _require_admin_rights(actor)
        gid = str(request.params.get("groupid", ""))
        account = self.accounts.find(uid)
        if account is None:
            raise Ocs(101, "User does not exist")
        if not self.accounts.group_exists(gid):
            raise Ocs(102, "Group does not exist")
        if gid == "admin":
            raise Ocs(103, "Cannot create sub-admins for admin group")
        return gid, account["uid"]

    def promote(self, request: Request, actor: Actor, uid: str) -> Ocs:
        gid, uid = self._promotion(request, actor, uid)
        self.store.run("INSERT OR IGNORE INTO subadmins VALUES (?, ?)", gid, uid)
        return ok()

    def demote(self, request: Request, actor: Actor, uid: str) -> Ocs:
        gid, uid = self._promotion(request, actor, uid)
        if not self.store.run("DELETE FROM subadmins WHERE gid = ? AND uid = ?", gid, uid):
            raise Ocs(102, "User is not a sub-admin of this group")
        return ok()

    # mail and devices

    def welcome(self, request: Request, actor: Actor, uid: str) -> Ocs:
        account = self._reachable(actor, uid)
        if not account["email"]:
            raise Ocs(101, "Email address not available")
        self.mails.welcome(account["uid"], request.base_url, with_link=not account["password"])
        return ok()

    def wipe(self, request: Request, actor: Actor, uid: str) -> Ocs:
        account = self._reachable(actor, uid)
        self.store.run("DELETE FROM tokens WHERE uid = ?", account["uid"])
        return ok()


def _require_admin_rights(actor: Actor) -> None:
    if not actor.sees_everyone:
        raise Ocs(403, "Logged in account must be an admin")


def _creation(request: Request) -> dict[str, Any]:
    told = request.params
    texts = {
        key: str(told.get(key) or "")
        for key in ("userid", "password", "displayName", "email", "quota", "language", "manager")
    }
    lists = {key: [str(one) for one in told.get(key) or ()] for key in ("groups", "subadmin")}
    return texts | lists


def _window(request: Request) -> tuple[int, int]:
    limit, offset = (str(request.query.get(key, "")) for key in ("limit", "offset"))
    return (int(limit) if limit.isdigit() else ALL_ROWS, int(offset) if offset.isdigit() else 0)


def _matches(row: Row, wanted: str) -> bool:
    return any(wanted in (row[key] or "").lower() for key in ("uid", "displayname", "email"))
