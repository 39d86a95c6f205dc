"""Who is calling and what they may do: Basic auth, app passwords, brute-force lock, edit limit, roles."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from sqlite3 import Row

from ..quota import UNLIMITED, parse
from .store import Store
from .wire import NoEnvelope, Ocs, Reply, Request

MAX_FAILURES = 10
LOCK_SECONDS = 1800
DELAY_MEMORY_SECONDS = 12 * 3600
EDITS_ALLOWED = 50
EDIT_WINDOW_SECONDS = 600
SKELETON_BYTES = 20_174_294  # what the example files weigh after a first sign-in
_ROUNDS = 2_000  # a sandbox keeps no real password: enough not to store it in clear
_REALM = {"WWW-Authenticate": 'Basic realm="Authorisation Required"'}


@dataclass(frozen=True)
class Actor:
    uid: str
    is_admin: bool
    is_delegated: bool
    manages: frozenset[str]
    token_digest: str = ""

    @property
    def sees_everyone(self) -> bool:
        return self.is_admin or self.is_delegated


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    salt = secrets.token_bytes(8)
    return f"{salt.hex()}${hashlib.pbkdf2_hmac('sha256', password.encode(), salt, _ROUNDS).hex()}"


def password_matches(password: str, known: str) -> bool:
    salt, _, wanted = known.partition("$")
    if not wanted:
        return False
    found = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), _ROUNDS).hex()
    return hmac.compare_digest(found, wanted)


class Access:
    def __init__(self, store: Store) -> None:
        self.store = store

    def actor(self, request: Request) -> Actor | None:
        """The caller, None without credentials; raises 401 or 429 as the real server does."""
        given = _basic(request)
        if given is None:
            return None
        if self.is_locked(request.address):
            raise Ocs(429, "Reached maximum delay")
        found = self.sign_in(*given, address=request.address)
        if found is None:
            raise Ocs(997, "Unauthorised", headers=_REALM)
        return found

    def sign_in(self, login: str, password: str, *, address: str) -> Actor | None:
        """By app password or password, by id or e-mail; a failure is counted against the address."""
        account = self._by_login(login)
        token = self.store.row("SELECT uid FROM tokens WHERE digest = ?", digest(password))
        if account is not None and token is not None and token["uid"] == account["uid"] and account["enabled"]:
            self._note_login(account, by_token=True)
            return self.describe(account["uid"], digest(password))
        if account is not None and account["enabled"] and password_matches(password, account["password"]):
            self._note_login(account, by_token=False)
            return self.describe(account["uid"])
        self.store.run("INSERT INTO failures VALUES (?, ?)", address, time.time())
        return None

    def describe(self, uid: str, token_digest: str = "") -> Actor:
        groups = set(self.store.column("SELECT gid FROM members WHERE uid = ?", uid))
        delegated = set(self.store.column("SELECT gid FROM delegations"))
        manages = self.store.column("SELECT gid FROM subadmins WHERE uid = ?", uid)
        return Actor(uid, "admin" in groups, bool(groups & delegated), frozenset(manages), token_digest)

    def _by_login(self, login: str) -> Row | None:
        found = self.store.row("SELECT * FROM accounts WHERE uid_lower = ?", login.lower())
        if found is not None or "@" not in login:
            return found
        # an address opens an account only when it belongs to exactly one
        same = self.store.rows("SELECT * FROM accounts WHERE email = ?", login.lower())
        return same[0] if len(same) == 1 else None

    def _note_login(self, account: Row, *, by_token: bool) -> None:
        """Moves the last sign-in; the first one by password also brings the example files."""
        now = int(time.time())
        if account["last_login"] == now and (by_token or account["used"]):
            return
        used = account["used"]
        if not used and not by_token:
            limit = UNLIMITED if account["quota"] in ("none", "default") else parse(account["quota"])
            used = SKELETON_BYTES if limit < 0 else min(SKELETON_BYTES, limit)
        self.store.run(
            "UPDATE accounts SET first_login = ?, last_login = ?, used = ? WHERE uid = ?",
            account["first_login"] or now,
            now,
            used,
            account["uid"],
        )

    # brute force

    def failures(self, address: str, seconds: float) -> int:
        since = time.time() - seconds
        return self.store.count("SELECT COUNT(*) FROM failures WHERE address = ? AND made > ?", address, since)

    def is_locked(self, address: str) -> bool:
        return self.failures(address, LOCK_SECONDS) > MAX_FAILURES

    def throttle_delay(self, address: str) -> int:
        """Milliseconds, as told in the capabilities."""
        attempts = self.failures(address, DELAY_MEMORY_SECONDS)
        if attempts == 0:
            return 0
        return 25_000 if attempts > MAX_FAILURES else min(25_000, 100 * 2**attempts)

    # edit limit

    def count_edit(self, actor: Actor) -> None:
        """50 edits in 600 s for one acting account; the 51st gets 429 with nothing in it."""
        since = time.time() - EDIT_WINDOW_SECONDS
        made = self.store.count("SELECT COUNT(*) FROM edits WHERE actor = ? AND made > ?", actor.uid, since)
        if made >= EDITS_ALLOWED:
            raise NoEnvelope(Reply(429, b"", {"Content-Type": "text/html; charset=UTF-8"}))
        self.store.run("INSERT INTO edits VALUES (?, ?)", actor.uid, time.time())

    # rights over an account

    def may_touch(self, actor: Actor, uid: str) -> bool:
        """Delegated administrators reach all but administrators, sub-admins their groups' members."""
        if actor.is_admin:
            return True
        groups = set(self.store.column("SELECT gid FROM members WHERE uid = ?", uid))
        if actor.is_delegated:
            return "admin" not in groups
        return bool(groups & actor.manages) and "admin" not in groups

    def new_app_password(self, uid: str, label: str, password: str = "") -> str:
        password = password or "-".join(secrets.token_hex(3)[:5] for _ in range(5))
        self.store.run("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)", digest(password), uid, label)
        return password


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        login, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (login, password) if colon else None
