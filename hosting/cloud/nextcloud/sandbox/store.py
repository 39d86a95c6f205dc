"""The sandbox's memory: one SQLite file, so that a restart or a kill forgets nothing.

Every statement commits on its own, as the real server's do: a create interrupted half-way leaves what it
had done, which is the very thing the portal must cope with.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
    uid TEXT PRIMARY KEY, uid_lower TEXT NOT NULL UNIQUE, backend TEXT NOT NULL DEFAULT 'Database',
    displayname TEXT, email TEXT, quota TEXT NOT NULL DEFAULT 'default', language TEXT NOT NULL DEFAULT 'en',
    locale TEXT NOT NULL DEFAULT '', manager TEXT NOT NULL DEFAULT '', timezone TEXT NOT NULL DEFAULT '',
    profile TEXT NOT NULL DEFAULT '{}', password TEXT NOT NULL DEFAULT '', enabled INTEGER NOT NULL DEFAULT 1,
    first_login INTEGER NOT NULL DEFAULT 0,
    last_login INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS groups (gid TEXT PRIMARY KEY, displayname TEXT);
CREATE TABLE IF NOT EXISTS members (gid TEXT NOT NULL, uid TEXT NOT NULL, PRIMARY KEY (gid, uid));
CREATE TABLE IF NOT EXISTS subadmins (gid TEXT NOT NULL, uid TEXT NOT NULL, PRIMARY KEY (gid, uid));
CREATE TABLE IF NOT EXISTS delegations (gid TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS tokens (digest TEXT PRIMARY KEY, uid TEXT NOT NULL, label TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (digest TEXT PRIMARY KEY, uid TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS portal_sessions (digest TEXT PRIMARY KEY, sid TEXT NOT NULL, sub TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sign_ins (
    state_digest TEXT PRIMARY KEY, nonce TEXT NOT NULL, verifier TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS flows (
    poll_digest TEXT PRIMARY KEY, flow_digest TEXT NOT NULL UNIQUE, client TEXT NOT NULL, made REAL NOT NULL,
    login TEXT, app_password TEXT);
CREATE TABLE IF NOT EXISTS resets (digest TEXT PRIMARY KEY, uid TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS failures (address TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS edits (actor TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS app_config (
    app TEXT NOT NULL, key TEXT NOT NULL, value TEXT, PRIMARY KEY (app, key));
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS leftovers (uid_lower TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS events (uid_lower TEXT NOT NULL, what TEXT NOT NULL, made REAL NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_account ON events (uid_lower, what);
"""
TABLE_NAMES = [
    "accounts",
    "groups",
    "members",
    "subadmins",
    "delegations",
    "tokens",
    "sessions",
    "portal_sessions",
    "sign_ins",
    "flows",
    "resets",
    "failures",
    "edits",
    "app_config",
    "settings",
    "leftovers",
    "events",
]


class Store:
    """One connection a thread; WAL, so that readers never wait for a writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        self._connection.executescript(TABLES)

    @property
    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is None:
            known = sqlite3.connect(self.path, timeout=20, isolation_level=None)
            known.row_factory = sqlite3.Row
            known.execute("PRAGMA journal_mode=WAL")
            known.execute("PRAGMA synchronous=NORMAL")
            self._local.connection = known
        return known

    def close_thread(self) -> None:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None:
            known.close()
            self._local.connection = None

    def run(self, sql: str, *values: object) -> int:
        """Execute, and return how many rows changed."""
        return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def column(self, sql: str, *values: object) -> list[str]:
        return [row[0] for row in self.rows(sql, *values)]

    def count(self, sql: str, *values: object) -> int:
        found = self.row(sql, *values)
        return int(found[0]) if found else 0

    def clear(self, tables: Iterable[str] = TABLE_NAMES) -> None:
        for table in tables:
            self.run(f"DELETE FROM {table}")  # noqa: S608  (names come from this module)

    def setting(self, key: str, default: str = "") -> str:
        found = self.row("SELECT value FROM settings WHERE key = ?", key)
        return str(found[0]) if found else default

    def set_setting(self, key: str, value: str) -> None:
        self.run("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", key, value)

    def note(self, uid: str, what: str) -> None:
        """Count what happened to an id; survives the account, so that « exactly one » can be asserted."""
        self.run("INSERT INTO events VALUES (?, ?, ?)", uid.lower(), what, time.time())
