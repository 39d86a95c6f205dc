"""The door of the OCS API: who is calling, the header check, then the route."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .access import SKELETON_BYTES, Access, Actor
from .accounts import Accounts, stored_quota
from .folders import TeamFolders
from .groups import GroupRoutes
from .provisioning import AccountRoutes
from .store import Store
from .wire import NoEnvelope, Ocs, Reply, Request, envelope, json_reply, ok

NOT_ADMIN = "Logged in account must be an admin"
BAD_ROUTE = (
    "Invalid query, please check the syntax. API specifications are here: "
    "http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.\n"
)
VERSION = {"major": 32, "minor": 0, "micro": 1, "string": "32.0.1", "edition": "", "extendedSupport": False}
CONFIG_PREFIX = "/apps/provisioning_api/api/v1/config/apps/"
OIDC_PREFIX = "/apps/user_oidc/api/v1/user"
_CAPABILITIES = Path(__file__).with_name("capabilities.json")


class OcsApi:
    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        access: Access,
        account_routes: AccountRoutes,
        group_routes: GroupRoutes,
        folders: TeamFolders,
    ) -> None:
        self.store = store
        self.accounts = accounts
        self.access = access
        self.account_routes = account_routes
        self.group_routes = group_routes
        self.folders = folders

    def answer(self, request: Request) -> Reply:
        try:
            return envelope(request, self._call(request))
        except Ocs as outcome:
            return envelope(request, outcome)
        except NoEnvelope as bare:
            return bare.reply

    def _call(self, request: Request) -> Ocs:
        path = request.path.removeprefix("/ocs/v1.php").removeprefix("/ocs/v2.php")
        actor = self.access.actor(request)
        if "ocs-apirequest" not in request.headers:
            raise NoEnvelope(json_reply(412, {"message": "CSRF check failed"}))
        if path == "/cloud/capabilities" and request.method == "GET":
            return ok(self._capabilities(request, actor))
        outcome = self._route(request, actor, path)
        if outcome is None:
            raise Ocs(998, BAD_ROUTE)
        return outcome

    def _route(self, request: Request, actor: Actor | None, path: str) -> Ocs | None:
        if actor is None:
            raise Ocs(997, "Current user is not logged in")
        if path == "/cloud/user" and request.method == "GET":
            account = self.accounts.find(actor.uid)
            return ok(self.accounts.show(account, to_self=True)) if account else None
        if path == "/cloud/users" or path.startswith("/cloud/users/"):
            prefix = request.path[: request.path.index("/cloud/users")] + "/cloud/users"
            return self.account_routes.route(request, actor, request.segments(prefix))
        if path == "/cloud/groups" or path.startswith("/cloud/groups/"):
            return self.group_routes.route(request, actor, path.removeprefix("/cloud/groups"))
        if path.startswith(CONFIG_PREFIX):
            return self._config(request, actor, path.removeprefix(CONFIG_PREFIX))
        if path.startswith(OIDC_PREFIX):
            return self._oidc(request, actor, path.removeprefix(OIDC_PREFIX).strip("/"))
        return self._own_passwords(request, actor, path)

    def _own_passwords(self, request: Request, actor: Actor, path: str) -> Ocs | None:
        if path == "/core/getapppassword" and request.method == "GET":
            if actor.token_digest:
                raise Ocs(403, "You cannot request an new apppassword with an apppassword")
            return ok({"apppassword": self.access.new_app_password(actor.uid, "getapppassword")})
        if path == "/core/apppassword" and request.method == "DELETE":
            if not self.store.run("DELETE FROM tokens WHERE digest = ?", actor.token_digest):
                raise Ocs(403, "no app password in use")
            return ok()
        return None

    def _capabilities(self, request: Request, actor: Actor | None) -> dict[str, Any]:
        told = json.loads(_CAPABILITIES.read_text().replace("{base_url}", request.base_url))
        told["bruteforce"]["delay"] = self.access.throttle_delay(request.address)
        if actor is None:
            told = {key: told[key] for key in ("bruteforce", "app_api", "theming")}
            told["app_api"].pop("loglevel")
        else:
            told |= self.folders.capabilities(actor)
        return {"version": VERSION, "capabilities": told}

    def _config(self, request: Request, actor: Actor, rest: str) -> Ocs | None:
        if not actor.is_admin:
            raise Ocs(403, NOT_ADMIN)
        app, _, key = rest.partition("/")
        if request.method == "GET":
            found = self.store.row("SELECT value FROM app_config WHERE app = ? AND key = ?", app, key)
            return ok({"data": found["value"] if found else request.query.get("defaultValue", "")})
        if request.method == "POST":
            value = str(request.params.get("value", ""))
            self.store.run("INSERT OR REPLACE INTO app_config VALUES (?, ?, ?)", app, key, value)
            return ok()
        if request.method == "DELETE":
            self.store.run("DELETE FROM app_config WHERE app = ? AND key = ?", app, key)
            return ok()
        return None

    def _oidc(self, request: Request, actor: Actor, uid: str) -> Ocs | None:
        """Accounts whose sign-in is the portal's: made by a full administrator only, twice is once."""
        if not actor.is_admin:
            raise Ocs(403, NOT_ADMIN)
        if request.method == "POST" and not uid:
            return self._preprovision(request.params)
        if request.method == "DELETE" and uid:
            account = self.accounts.find(uid)
            if account is None or account["backend"] != "user_oidc":
                raise Ocs(404, "", {"message": "User not found"})
            self.accounts.delete(account["uid"])
            return ok({"user_id": account["uid"]})
        return None

    def _preprovision(self, told: dict[str, Any]) -> Ocs:
        uid = str(told.get("userId") or "")
        if self.accounts.find(uid) is None:
            self.accounts.validate_id(uid)
            self.accounts.insert(uid, "", backend="user_oidc")
        email = str(told.get("email") or "").lower() or None
        quota = stored_quota(str(told.get("quota") or "default"))
        name = str(told.get("displayName") or "") or None
        self.store.run(
            "UPDATE accounts SET displayname = ?, email = ?, quota = ?, used = max(used, ?) WHERE uid = ?",
            name,
            email,
            quota,
            SKELETON_BYTES,
            uid,
        )
        return ok({"user_id": uid})


def server_status(*, maintenance: bool) -> Reply:
    told = {
        "installed": True,
        "maintenance": maintenance,
        "needsDbUpgrade": False,
        "version": "32.0.1.2",
        "versionstring": "32.0.1",
        "edition": "",
        "productname": "Nextcloud",
        "extendedSupport": False,
    }
    reply = json_reply(200, told)
    reply.headers["Content-Type"] = "application/json"
    return reply
