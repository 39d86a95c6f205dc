"""Sends a recorded request again and says how two answers differ, once what must vary is levelled."""

from __future__ import annotations

import re
from typing import Any

import httpx

from .sandbox_process import PASSWORDS, SandboxProcess

PASSWORD = "Corr3ct-Horse-Battery"
ADDRESS = re.compile(r"https?://(127\.0\.0\.1|localhost):\d+")
TOKEN = re.compile(r"^(<[a-z-]+>|[A-Za-z0-9_-]{16,})$")
# moments, secrets and what depends on the machine; everything else must be equal
MOMENTS = {"firstLoginTimestamp", "lastLoginTimestamp", "lastLogin"}
SECRETS = {"token", "apppassword", "appPassword"}
UNTOLD = {"etag", "delay", "timezone"}
HEADERS = ("content-type", "www-authenticate", "x-nextcloud-maintenance-mode")


class Replay:
    """One run through the recordings, with the secrets that come up on the way."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        self.sandbox = sandbox
        self.http = httpx.Client(base_url=sandbox.url, timeout=20, follow_redirects=False)
        self.secrets: dict[str, str] = {}
        self.logins: dict[str, tuple[str, str]] = {
            "<ncadmin>": ("ncadmin", PASSWORDS["ncadmin"]),
            "<ncadmin wrong>": ("ncadmin", "wrong"),
            "<nosuch>": ("nosuch", "wrong"),
            "<alice>": ("alice", PASSWORD),
            "<bob>": ("bob", PASSWORD),
        }

    def close(self) -> None:
        self.http.close()

    def send(self, recording: dict[str, Any]) -> httpx.Response:
        asked = recording["request"]
        headers = dict(asked["headers"])
        basic = headers.pop("Authorization", None)
        headers.setdefault("Accept", "*/*")
        body = asked["body"]
        for name, value in self.secrets.items():
            body = body.replace(name, value) if body else body
        return self.http.request(
            asked["method"],
            asked["url"],
            headers=headers,
            content=body.encode() if body else None,
            auth=self.logins[basic.removeprefix("Basic ")] if basic else None,
        )

    def admin(self, method: str, path: str, told: dict[str, Any] | None = None) -> None:
        """What the recorder did beside the recordings, by the same API."""
        response = self.http.request(
            method,
            f"/ocs/v2.php{path}",
            json=told,
            headers={"OCS-APIRequest": "true", "Accept": "application/json"},
            auth=self.logins["<ncadmin>"],
        )
        assert response.status_code == 200, response.text


def differences(recorded: dict[str, Any], response: httpx.Response) -> list[str]:
    """Empty when status, headers that matter and body are what was recorded."""
    found = []
    if recorded["status"] != response.status_code:
        found.append(f"status {response.status_code}, recorded {recorded['status']}")
    for name in HEADERS:
        wanted, got = recorded["headers"].get(name), response.headers.get(name)
        if wanted != got:
            found.append(f"{name}: {got!r}, recorded {wanted!r}")
    if recorded["headers"]["content-type"].startswith("application/json"):
        return found + _unequal(recorded["body"], response.json(), "body")
    if recorded["headers"]["content-type"].startswith("application/xml"):
        return found + _unequal(recorded["body"], response.text, "body")
    if bool(recorded["body"]) != bool(response.text):
        found.append("one body is empty, the other is not")
    return found


def _unequal(recorded: Any, got: Any, where: str) -> list[str]:
    key = where.rpartition(".")[2]
    if type(recorded) is not type(got) and not _both_numbers(recorded, got):
        return [f"{where}: {got!r}, recorded {recorded!r}"]
    if isinstance(recorded, dict):
        if recorded.keys() != got.keys():
            return [f"{where}: keys differ by {sorted(recorded.keys() ^ got.keys())}"]
        return [line for name in recorded for line in _unequal(recorded[name], got[name], f"{where}.{name}")]
    if isinstance(recorded, list):
        if len(recorded) != len(got):
            return [f"{where}: {got!r}, recorded {recorded!r}"]
        return [line for pair in zip(recorded, got, strict=True) for line in _unequal(*pair, where)]
    return [] if _level(key, recorded) == _level(key, got) else [f"{where}: {got!r}, recorded {recorded!r}"]


def _both_numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _level(key: str, value: Any) -> Any:
    if key in UNTOLD:
        return None
    if key in MOMENTS:
        return bool(value)  # never, or at some moment
    if key in SECRETS:
        return bool(TOKEN.match(value))
    if isinstance(value, str):
        return re.sub(r"/flow/\S+$", "/flow/…", ADDRESS.sub("…", value))
    return value
