"""What only tests and the demonstration may do: count, reset, cause accidents. Answers on /sandbox/….

Loopback only, never through a proxy, and only with a header that a web page cannot send.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .access import EDITS_ALLOWED, Access
from .accounts import Accounts
from .faults import KINDS, Faults
from .folders import SETTING, TeamFolders
from .mails import Mails
from .seeds import SEEDS, add_service_account
from .store import Store
from .wire import Reply, Request, json_reply

HEADER = "x-sandbox-control"
RESET_WAITS = 15.0  # seconds


class Control:
    def __init__(
        self, store: Store, accounts: Accounts, access: Access, faults: Faults, mails: Mails, folders: TeamFolders
    ) -> None:
        self.store = store
        self.accounts = accounts
        self.access = access
        self.faults = faults
        self.mails = mails
        self.folders = folders
        self.log: deque[dict[str, Any]] = deque(maxlen=5000)
        self._under_way = 0
        self._ended = threading.Condition()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Around each request, so that a reset can wait for it: its caller may have gone long ago."""
        with self._ended:
            self._under_way += 1
        try:
            yield
        finally:
            with self._ended:
                self._under_way -= 1
                self._ended.notify_all()

    def answer(self, request: Request) -> Reply:
        if not _is_local(request):
            return json_reply(404, {"message": "not here"})
        if HEADER not in request.headers:
            return json_reply(403, {"message": f"send the header {HEADER}"})
        name = request.path.removeprefix("/sandbox/").strip("/").replace("-", "_")
        handler = getattr(self, f"{request.method.lower()}_{name}", None)
        if handler is None:
            return json_reply(404, {"message": "no such control"})
        try:
            return json_reply(200, handler(request.params))
        except (ValueError, KeyError, TypeError) as error:
            return json_reply(400, {"message": str(error)})

    def get_accounts(self, told: dict[str, Any]) -> dict[str, Any]:
        """Every account with how often its id was created and deleted: « exactly one » is asserted here."""
        rows = self.store.rows("SELECT * FROM accounts ORDER BY uid_lower")
        shown = []
        for row in rows:
            one = self.accounts.show(row)
            one["created"] = self._events(row["uid"], "created")
            one["deleted"] = self._events(row["uid"], "deleted")
            one["has_password"] = bool(row["password"])
            shown.append(one)
        return {
            "accounts": shown,
            "creations": self.store.count("SELECT COUNT(*) FROM events WHERE what='created'"),
        }

    def _events(self, uid: str, what: str) -> int:
        return self.store.count("SELECT COUNT(*) FROM events WHERE uid_lower = ? AND what = ?", uid.lower(), what)

    def get_folders(self, told: dict[str, Any]) -> dict[str, Any]:
        """Every Team folder, and how many were ever made and deleted."""
        made = "SELECT COUNT(*) FROM events WHERE what = ?"
        return {
            "folders": [self.folders.show(row) for row in self.store.rows("SELECT * FROM folders ORDER BY id")],
            "created": self.store.count(made, "folder created"),
            "deleted": self.store.count(made, "folder deleted"),
        }

    def post_team_folders(self, told: dict[str, Any]) -> dict[str, Any]:
        """{"state": "on" | "" | "just off"}: as `occ app:enable groupfolders` and `app:disable`."""
        self.store.set_setting(SETTING, str(told["state"]))
        return {}

    def post_folder_delegation(self, told: dict[str, Any]) -> dict[str, Any]:
        """As `occ admin-delegation:add 'OCA\\GroupFolders\\Settings\\Admin'` with {"group": …}."""
        self.store.run("INSERT OR IGNORE INTO folder_delegations VALUES (?)", str(told["group"]))
        return {}

    def delete_folder_delegation(self, told: dict[str, Any]) -> dict[str, Any]:
        """As `occ admin-delegation:remove` of the same, for everybody."""
        self.store.clear(["folder_delegations"])
        return {}

    def post_folder_groups(self, told: dict[str, Any]) -> dict[str, Any]:
        """As `occ groupfolders:group {"id": …} "" -d`, which takes every group off."""
        self.store.run("DELETE FROM folder_groups WHERE folder_id = ?", int(told["id"]))
        return {}

    def post_folder_size(self, told: dict[str, Any]) -> dict[str, Any]:
        """As if the files in the folder {"id": …} weighed so many {"bytes": …}."""
        self.store.run("UPDATE folders SET size = ? WHERE id = ?", int(told["bytes"]), int(told["id"]))
        return {}

    def get_requests(self, told: dict[str, Any]) -> dict[str, Any]:
        """The last requests answered by this process, control calls left out."""
        return {"requests": list(self.log)}

    def delete_requests(self, told: dict[str, Any]) -> dict[str, Any]:
        self.log.clear()
        return {}

    def get_faults(self, told: dict[str, Any]) -> dict[str, Any]:
        return {"faults": self.faults.shown(), "kinds": KINDS}

    def post_faults(self, told: dict[str, Any]) -> dict[str, Any]:
        self.faults.add(told)
        return {"faults": self.faults.shown()}

    def delete_faults(self, told: dict[str, Any]) -> dict[str, Any]:
        self.faults.clear()
        return {}

    def post_maintenance(self, told: dict[str, Any]) -> dict[str, Any]:
        """{"on": true}: as `occ maintenance:mode`."""
        self.store.set_setting("maintenance", "1" if told["on"] else "")
        return {"maintenance": bool(told["on"])}

    def post_forget_failures(self, told: dict[str, Any]) -> dict[str, Any]:
        """As `occ security:bruteforce:reset`."""
        self.store.clear(["failures"])
        return {}

    def post_forget_edits(self, told: dict[str, Any]) -> dict[str, Any]:
        """As if 600 seconds had passed."""
        self.store.clear(["edits"])
        return {}

    def post_exhaust_edits(self, told: dict[str, Any]) -> dict[str, Any]:
        """As if {"actor": id} had just made all the edits it may."""
        self.store.run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO edits SELECT ?, ? FROM n",
            EDITS_ALLOWED,
            told["actor"],
            time.time(),
        )
        return {}

    def post_leftovers(self, told: dict[str, Any]) -> dict[str, Any]:
        """{"id": …}: files of a former account lie on the disk."""
        self.store.run("INSERT OR IGNORE INTO leftovers VALUES (?)", str(told["id"]).lower())
        return {}

    def post_app_passwords(self, told: dict[str, Any]) -> dict[str, Any]:
        """As `occ user:add-app-password`."""
        account = self.accounts.find(told["id"])
        if account is None:
            raise ValueError("no such account")
        return {"app_password": self.access.new_app_password(account["uid"], "occ")}

    def post_service_account(self, told: dict[str, Any]) -> dict[str, Any]:
        """As the operator makes it: account, group, delegation, app password."""
        return {"app_password": add_service_account(self.accounts, self.access, str(told["password"]))}

    def post_sign_ins(self, told: dict[str, Any]) -> dict[str, Any]:
        """As if {"id": …} had come in by the portal's own sign-in."""
        now = int(time.time())
        self.store.run(
            "UPDATE accounts SET first_login = coalesce(nullif(first_login, 0), ?), last_login = ? WHERE uid = ?",
            now,
            now,
            told["id"],
        )
        return {}

    def post_used(self, told: dict[str, Any]) -> dict[str, Any]:
        """As if the files of {"id": …} weighed so many {"bytes": …}."""
        self.store.run("UPDATE accounts SET used = ? WHERE uid = ?", int(told["bytes"]), told["id"])
        return {}

    def post_passwords(self, told: dict[str, Any]) -> dict[str, Any]:
        """As `occ user:resetpassword`."""
        self.accounts.edit(told["id"], "password", told["password"])
        return {}

    def post_reset(self, told: dict[str, Any]) -> dict[str, Any]:
        """Forget everything and start from a seed; answers the new passwords.

        Requests under way end first, or one that nobody waits for any more would write into the new state.
        """
        with self._ended:
            if not self._ended.wait_for(lambda: self._under_way == 0, RESET_WAITS):
                raise ValueError("requests are still under way")
        seed = SEEDS[told.get("seed", "bare")]
        self.store.clear()
        self.faults.clear()
        self.log.clear()
        passwords = seed(self.accounts, self.access, told.get("passwords") or {})
        self.store.set_setting("seed", told.get("seed", "bare"))
        return {"passwords": passwords}


def _is_local(request: Request) -> bool:
    forwarded = {"forwarded", "x-forwarded-for", "x-real-ip", "via"} & set(request.headers)
    return not forwarded and ipaddress.ip_address(request.address).is_loopback
