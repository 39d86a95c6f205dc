"""Accounts of the sandbox: validation, the non-atomic create, edits, how an account is shown."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from ..quota import UNLIMITED, human, parse
from .access import SKELETON_BYTES, hash_password
from .store import Store
from .wire import Ocs

PROFILE_FIELDS = [
    "phone",
    "address",
    "website",
    "twitter",
    "bluesky",
    "fediverse",
    "organisation",
    "role",
    "headline",
    "biography",
    "profile_enabled",
    "pronouns",
]
LANGUAGES = {"en", "en_GB", "fr", "de", "de_DE", "es", "it", "nl", "pt_PT", "pt_BR", "br", "eu", "ca", "oc"}
COMMON_PASSWORDS = {
    "short",
    "password",
    "passwordpassword",
    "motdepasse",
    "azertyuiop",
    "qwertyuiop",
    "1234567890",
}
COMMON_MESSAGE = "Password is among the 1,000,000 most common ones. Please make it unique."
LENGTH_MESSAGE = "Password needs to be at least 10 characters long."
_ID = re.compile(r"^[a-zA-Z0-9 _.@'-]+$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class Interrupted(Exception):
    """Any exception inside a create: the real server answers « Bad request » and keeps what was done."""


class Accounts:
    def __init__(self, store: Store) -> None:
        self.store = store

    def find(self, uid: str) -> Row | None:
        return self.store.row("SELECT * FROM accounts WHERE uid_lower = ?", uid.lower())

    def group_exists(self, gid: str) -> bool:
        return self.store.row("SELECT 1 FROM groups WHERE gid = ?", gid) is not None

    # creation

    def validate_id(self, uid: str) -> None:
        if not uid:
            raise Ocs(101, "A valid Login must be provided")
        if not _ID.match(uid):
            raise Ocs(
                101,
                'Only the following characters are allowed in an Login: "a-z", "A-Z", "0-9", spaces and "_.@-\'"',
            )
        if uid != uid.strip():
            raise Ocs(101, "Login contains whitespace at the beginning or at the end")
        if uid in (".", ".."):
            raise Ocs(101, "Login must not consist of dots only")
        if self.store.row("SELECT 1 FROM leftovers WHERE uid_lower = ?", uid.lower()):
            raise Ocs(101, "Login is invalid because files already exist for this user")
        if len(uid) > 64:
            raise Ocs(101, "Username is too long")

    def insert(self, uid: str, password: str, backend: str = "Database") -> None:
        """The one step that two concurrent creates cannot both pass."""
        try:
            self.store.run(
                "INSERT INTO accounts (uid, uid_lower, backend, password, used) VALUES (?, ?, ?, ?, ?)",
                uid,
                uid.lower(),
                backend,
                hash_password(password) if password else "",
                SKELETON_BYTES if backend != "Database" else 0,
            )
        except sqlite3.IntegrityError as error:
            raise Interrupted from error
        self.store.note(uid, "created")

    def create(self, told: dict[str, Any], password: str, step: Callable[[str], None]) -> None:
        """In the server's order; `step` is called before each part, and may interrupt it there."""
        uid = told["userid"]
        step("insert")
        self.insert(uid, password)
        step("groups")
        for gid in told["groups"]:
            self.join(uid, gid)
        for gid in told["subadmin"]:
            self.store.run("INSERT OR IGNORE INTO subadmins VALUES (?, ?)", gid, uid)
        step("displayname")
        if told["displayName"]:
            try:
                self.edit(uid, "displayname", told["displayName"])
            except Ocs:
                self.delete(uid)
                raise
        for key in ("quota", "language", "manager"):
            step(key)
            if told[key]:
                self.edit(uid, key, told[key])
        step("email")
        if told["email"]:
            self._set(uid, "email", told["email"].lower())
        step("mail")

    # edits

    def edit(self, uid: str, key: str, value: Any) -> None:
        edit = {
            "displayname": self._edit_displayname,
            "email": self._edit_email,
            "quota": self._edit_quota,
            "password": self._edit_password,
            "language": self._edit_language,
        }.get(key)
        if edit is not None:
            edit(uid, str(value))
        elif key in ("locale", "manager", "timezone"):
            self._set(uid, key, str(value))
        elif key in PROFILE_FIELDS:
            account = self.find(uid)
            profile = json.loads(account["profile"]) if account else {}
            self._set(uid, "profile", json.dumps(profile | {key: str(value)}))
        else:
            raise Ocs(113)

    def _set(self, uid: str, column: str, value: str | None) -> None:
        self.store.run(f"UPDATE accounts SET {column} = ? WHERE uid = ?", value, uid)  # noqa: S608

    def _edit_displayname(self, uid: str, value: str) -> None:
        if self._backend(uid) != "Database":
            raise Ocs(113)
        if len(value) > 64:
            raise Ocs(101, "Invalid displayname")
        self._set(uid, "displayname", value or None)

    def _edit_email(self, uid: str, value: str) -> None:
        if value and not _EMAIL.match(value):
            raise Ocs(101)
        self._set(uid, "email", value.lower() or None)

    def _edit_quota(self, uid: str, value: str) -> None:
        self._set(uid, "quota", stored_quota(value))

    def _edit_password(self, uid: str, value: str) -> None:
        if self._backend(uid) != "Database":
            raise Ocs(112, "Setting the password is not supported by the users backend")
        check_password(value)
        self._set(uid, "password", hash_password(value))

    def _edit_language(self, uid: str, value: str) -> None:
        if value not in LANGUAGES:
            raise Ocs(101, "Invalid language")
        self._set(uid, "language", value)

    def _backend(self, uid: str) -> str:
        account = self.find(uid)
        return str(account["backend"]) if account else ""

    # membership and end

    def join(self, uid: str, gid: str) -> None:
        self.store.run("INSERT OR IGNORE INTO members VALUES (?, ?)", gid, uid)

    def leave(self, uid: str, gid: str) -> None:
        self.store.run("DELETE FROM members WHERE gid = ? AND uid = ?", gid, uid)

    def delete(self, uid: str) -> None:
        for table in ("members", "subadmins", "tokens", "sessions", "resets"):
            self.store.run(f"DELETE FROM {table} WHERE uid = ?", uid)  # noqa: S608
        if self.store.run("DELETE FROM accounts WHERE uid = ?", uid):
            self.store.note(uid, "deleted")

    # how it is shown

    def show(self, account: Row, *, to_self: bool = False) -> dict[str, Any]:
        uid = account["uid"]
        name = account["displayname"] or uid
        shown: dict[str, Any] = {"enabled": bool(account["enabled"])}
        if not to_self:
            shown["storageLocation"] = f"/srv/nextcloud/data/{uid}"
        shown |= {
            "id": uid,
            "firstLoginTimestamp": account["first_login"],
            "lastLoginTimestamp": account["last_login"],
            "lastLogin": account["last_login"] * 1000,
            "backend": account["backend"],
            "subadmin": self.store.column("SELECT gid FROM subadmins WHERE uid = ? ORDER BY gid", uid),
            "quota": show_quota(account["quota"], account["used"]),
            "manager": account["manager"],
            "email": account["email"],
            "additional_mail": [],
            "displayname": name,
            "display-name": name,
        }
        profile = {"profile_enabled": "1"} | json.loads(account["profile"])
        shown |= {key: profile.get(key, "") for key in PROFILE_FIELDS}
        if to_self:
            shown |= _scopes()
        return shown | {
            "groups": self.store.column("SELECT gid FROM members WHERE uid = ? ORDER BY gid", uid),
            "language": account["language"],
            "locale": account["locale"],
            "timezone": account["timezone"],
            "notify_email": None,
            "backendCapabilities": {
                "setDisplayName": account["backend"] == "Database",
                "setPassword": account["backend"] == "Database",
            },
        }


def _scopes() -> dict[str, Any]:
    """Who may see each field of one's own profile; shown to oneself only."""
    federated = ("avatarScope", "emailScope", "displaynameScope", "pronounsScope")
    local = [f"{key}Scope" for key in PROFILE_FIELDS if key != "pronouns"]
    return {"additional_mailScope": []} | dict.fromkeys(federated, "v2-federated") | dict.fromkeys(local, "v2-local")


def stored_quota(value: str) -> str:
    """The text kept for what was sent, with the traps that were measured."""
    if value in ("none", "default"):
        return value
    text = value.strip().lower()
    if re.fullmatch(r"-\d+(\.\d+)?", text):
        raise Ocs(996, "Internal Server Error\n")
    size = _php_size(text)
    if size is None:
        raise Ocs(101, f"Invalid quota value: {value}")
    return human(size)


def _php_size(text: str) -> int | None:
    """As the server reads it: « 1gib » is one byte, « 1 go » nothing at all."""
    number = re.match(r"\d+(\.\d+)?", text)
    unit = re.search(r"([kmgtp]?b?)$", text)
    if number and number[0] == text:
        return int(float(text))
    if not unit or not unit[1]:
        return None
    factor = 1024 ** (" kmgtp".index(unit[1][0]) if unit[1][0] != "b" else 0)
    return int(float(number[0]) * factor + 0.5) if number else 0


def show_quota(kept: str, used: int) -> dict[str, Any]:
    limit = UNLIMITED if kept in ("none", "default") else parse(kept)
    if limit <= 0:
        return {"free": -3, "used": used, "total": -3, "relative": 0, "quota": limit}
    relative = round(used / limit * 10_000) / 100
    return {
        "free": max(0, limit - used),
        "used": used,
        "total": limit,
        "relative": int(relative) if relative == int(relative) else relative,
        "quota": limit,
    }


def check_password(value: str) -> None:
    if len(value.encode()) > 469:
        raise Ocs(101, "Invalid password value")
    reasons = [COMMON_MESSAGE] if value.lower() in COMMON_PASSWORDS else []
    if len(value) < 10:
        reasons.append(LENGTH_MESSAGE)
    if reasons:
        raise Ocs(107, " ".join(reasons))
