"""What the client hands back: frozen, typed, and free of the server's oddities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from .errors import AnswerLost
from .quota import UNLIMITED

MOST_BYTES = 2**60
LATEST = 2**33  # seconds since 1970; a date far from here is none


def well_formed(read):
    """What no server of this kind tells is an answer that was lost, to be read again: no fault of what was sent."""

    @wraps(read)
    def checked(cls, data):
        try:
            return read(cls, data)
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
            words = f"not understood: {type(error).__name__}: {error}"[:200]
            raise AnswerLost(words, operation=f"read {cls.__name__}") from error

    return checked


def _used(told: Any) -> int:
    """Bytes that are used; a server that has not counted them yet says a number below zero."""
    return min(max(int(told), 0), MOST_BYTES) if isinstance(told, int | float) else 0


def texts(told: Any) -> list[str]:
    """A list of ids: PHP writes a list with a gap as an object, and an id of digits as a number."""
    if isinstance(told, Mapping):
        told = list(told.values())
    return [str(one) for one in told] if isinstance(told, list) else []


@dataclass(frozen=True)
class Quota:
    """Bytes. `limit` is UNLIMITED (-3) without a limit, and None when the server did not know.

    A limit of 0 is a real limit: nothing can be written, although the server shows `total` as unlimited.
    """

    limit: int | None
    used: int

    @classmethod
    @well_formed
    def from_ocs(cls, data: Any) -> Quota:
        if not isinstance(data, Mapping):  # [] when the storage failed
            return cls(None, 0)
        limit = data.get("quota")
        if limit == "none":
            limit = UNLIMITED
        return cls(min(int(limit), MOST_BYTES) if isinstance(limit, int | float) else None, _used(data.get("used")))

    @property
    def percent(self) -> int | None:
        """How full, 0 to 100, or None when there is no limit to compare with."""
        if self.limit is None or self.limit < 0:
            return None
        if self.limit == 0:
            return 100
        return min(100, round(100 * self.used / self.limit))


@dataclass(frozen=True)
class Account:
    """One account. `last_login` is in seconds since 1970, None when nobody ever signed in."""

    id: str
    display_name: str
    email: str | None
    enabled: bool
    groups: frozenset[str]
    managed_groups: frozenset[str]
    quota: Quota
    language: str
    backend: str
    last_login: int | None
    can_set_display_name: bool = True
    can_set_password: bool = True

    @classmethod
    @well_formed
    def from_ocs(cls, data: Mapping[str, Any]) -> Account:
        abilities = data.get("backendCapabilities")
        abilities = abilities if isinstance(abilities, Mapping) else {}
        seen = int(data.get("lastLogin") or 0) // 1000
        return cls(
            id=str(data["id"]),
            display_name=str(data.get("displayname") or ""),
            email=str(data.get("email") or "") or None,
            enabled=bool(data.get("enabled", True)),
            groups=frozenset(texts(data.get("groups"))),
            managed_groups=frozenset(texts(data.get("subadmin"))),
            quota=Quota.from_ocs(data.get("quota")),
            language=str(data.get("language") or ""),
            backend=str(data.get("backend") or ""),
            last_login=seen if 0 < seen < LATEST else None,
            can_set_display_name=bool(abilities.get("setDisplayName", True)),
            can_set_password=bool(abilities.get("setPassword", True)),
        )


@dataclass(frozen=True)
class TeamFolder:
    """A folder that groups share. `quota` in bytes (-3: no limit); `size` what lies in it, bin and versions left out;
    `groups` gives each group's permissions."""

    id: int
    mount_point: str
    quota: int
    size: int
    groups: Mapping[str, int]

    @classmethod
    @well_formed
    def from_app(cls, data: Mapping[str, Any]) -> TeamFolder:
        """PHP writes an empty map as [], and one whose only key is 0 as a list."""
        groups = data.get("groups")
        if isinstance(groups, list):
            groups = {str(place): mask for place, mask in enumerate(groups)}
        return cls(
            id=int(data["id"]),
            mount_point=str(data.get("mount_point") or ""),
            quota=int(data.get("quota") or 0),
            size=_used(data.get("size")),
            groups={str(gid): int(mask) for gid, mask in (groups or {}).items()},
        )


@dataclass(frozen=True)
class ServerStatus:
    """/status.php, which answers without an account and during maintenance."""

    installed: bool
    maintenance: bool
    needs_upgrade: bool
    version: str
    product: str


@dataclass(frozen=True)
class Capabilities:
    """What the server can do, as our account sees it. `apps` is the raw tree, keyed by app."""

    version: str
    major: int
    throttle_delay: int
    allow_listed: bool
    min_password_length: int | None
    team_folders_version: str | None
    apps: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    @well_formed
    def from_ocs(cls, data: Mapping[str, Any]) -> Capabilities:
        version = data.get("version") or {}
        apps = data.get("capabilities") or {}
        throttle = apps.get("bruteforce") or {}
        folders = apps.get("groupfolders") or {}
        return cls(
            version=str(version.get("string", "")),
            major=int(version.get("major", 0)),
            throttle_delay=int(throttle.get("delay", 0)),
            allow_listed=bool(throttle.get("allow-listed", False)),
            min_password_length=(apps.get("password_policy") or {}).get("minLength"),
            team_folders_version=folders.get("appVersion"),
            apps=apps,
        )


@dataclass(frozen=True)
class LoginFlow:
    """A begun « Login flow v2 »: send the person to `login_url`, keep `poll_token` secret, poll."""

    login_url: str
    poll_token: str = field(repr=False)


@dataclass(frozen=True)
class GrantedLogin:
    """What was granted. `login_name` is what was typed, perhaps an e-mail: ask `whoami` for the id."""

    login_name: str
    app_password: str = field(repr=False)
