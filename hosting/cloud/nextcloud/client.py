"""The typed client of a Nextcloud's provisioning API (OCS v2) and of its Login flow v2.

Use an app password of a delegated administrator: calls are ten times faster than with a real password and it
can be revoked. Every method returns a typed result or raises a class of `errors`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from .classify import Answer, error_for
from .errors import AlreadyExists, AnswerLost, Misconfigured, NotFound, Unexplained
from .folders import TeamFolderCalls
from .quota import as_sent
from .results import Account, Capabilities, GrantedLogin, LoginFlow, ServerStatus, texts
from .transport import DEFAULT_TIMEOUT, Transport

PAGE_SIZE = 200


class NextcloudClient:
    """One server, one acting account. Close it, or use it as a context manager."""

    def __init__(
        self,
        base_url: str,
        user: str,
        password: str,
        *,
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        read_attempts: int = 3,
    ) -> None:
        if urlsplit(base_url).scheme not in ("http", "https"):
            raise ValueError("the address of a Nextcloud starts with https:// or http://")
        self.user = user
        self._via = Transport(
            base_url, (user, password), timeout=timeout, transport=transport, read_attempts=read_attempts
        )
        self.folders = TeamFolderCalls(self._via)

    @property
    def base_url(self) -> str:
        return self._via.base_url

    def close(self) -> None:
        self._via.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # the server

    def status(self) -> ServerStatus:
        """/status.php: no account needed, answers during maintenance too."""
        answer = self._via.send("GET", "server status", "/status.php")
        told = answer.payload
        if answer.http_status != 200 or not isinstance(told, dict) or "installed" not in told:
            raise (
                error_for("server status", answer)
                if answer.http_status != 200
                else Misconfigured("this is not a Nextcloud", operation="server status", http_status=200)
            )
        return ServerStatus(
            installed=bool(told["installed"]),
            maintenance=bool(told.get("maintenance")),
            needs_upgrade=bool(told.get("needsDbUpgrade")),
            version=str(told.get("versionstring", "")),
            product=str(told.get("productname", "")),
        )

    def capabilities(self, *, anonymous: bool = False) -> Capabilities:
        answer = self._via.read("capabilities", "/cloud/capabilities", anonymous=anonymous)
        return Capabilities.from_ocs(_mapping(answer, "capabilities"))

    # accounts

    def get_account(self, account_id: str) -> Account:
        """NotFound when there is none; NotVisible when there is one that we may not see."""
        answer = self._via.read("read account", _user(account_id))
        return Account.from_ocs(_mapping(answer, "read account", need="id"))

    def create_account(
        self,
        account_id: str,
        *,
        password: str = "",
        display_name: str = "",
        email: str = "",
        groups: Iterable[str] = (),
        quota: int | None = None,
        language: str = "",
    ) -> str:
        """Create, and return the id. NOT ATOMIC on the server: after any error read before deciding.

        Without a password Nextcloud mails a link to choose one, in `language`.
        """
        fields: dict[str, Any] = {
            "userid": account_id,
            "password": password,
            "displayName": display_name,
            "email": email,
            "groups": list(groups),
            "quota": None if quota is None else as_sent(quota),
            "language": language,
        }
        filled = {key: value for key, value in fields.items() if value not in (None, "", [])}
        answer = self._write("POST", "create account", "/cloud/users", filled)
        return str(_mapping(answer, "create account").get("id", account_id))

    def edit_account(self, account_id: str, key: str, value: str) -> None:
        """Set one field. At most 50 edits in 600 s for our account: send only what differs."""
        self._write("PUT", "edit account", _user(account_id), {"key": key, "value": value})

    def set_quota(self, account_id: str, size: int) -> None:
        """Bytes, or quota.UNLIMITED. The server rounds: compare with quota.same."""
        self.edit_account(account_id, "quota", as_sent(size))

    def enable_account(self, account_id: str) -> None:
        """Idempotent."""
        self._write("PUT", "enable account", f"{_user(account_id)}/enable")

    def disable_account(self, account_id: str) -> None:
        """Idempotent; ends live sessions at once."""
        self._write("PUT", "disable account", f"{_user(account_id)}/disable")

    def delete_account(self, account_id: str) -> bool:
        """Destroy the account and its files. False when there was none: that is what was wanted."""
        try:
            self._write("DELETE", "delete account", _user(account_id))
        except NotFound:
            return False
        return True

    def send_welcome(self, account_id: str) -> None:
        """Mail the welcome message (again)."""
        self._write("POST", "send welcome", f"{_user(account_id)}/welcome")

    def list_accounts(self, search: str = "", *, page_size: int = PAGE_SIZE) -> Iterator[str]:
        """Every id once. Pages are counted per backend, so only an empty one is the last."""
        seen: set[str] = set()
        previous: list[str] = []
        offset = 0
        while True:
            query = {"search": search, "limit": page_size, "offset": offset}
            answer = self._via.read("list accounts", "/cloud/users", query=query)
            page = texts(_mapping(answer, "list accounts").get("users"))
            if not page or page == previous:  # a server deaf to `offset` must not hold us for ever
                return
            previous = page
            for account_id in page:
                if account_id not in seen:
                    seen.add(account_id)
                    yield account_id
            offset += page_size

    # groups

    def create_group(self, group_id: str, display_name: str = "") -> bool:
        """False when it was there already."""
        body = {"groupid": group_id} | ({"displayname": display_name} if display_name else {})
        try:
            self._write("POST", "create group", "/cloud/groups", body)
        except AlreadyExists:
            return False
        return True

    def list_groups(self, search: str = "") -> list[str]:
        answer = self._via.read("list groups", "/cloud/groups", query={"search": search} if search else None)
        return texts(_mapping(answer, "list groups").get("groups"))

    def group_members(self, group_id: str) -> list[str]:
        answer = self._via.read("group members", f"{_group(group_id)}/users")
        return texts(_mapping(answer, "group members").get("users"))

    def rename_group(self, group_id: str, display_name: str) -> None:
        """Change the name shown; the id never changes."""
        self._write("PUT", "rename group", _group(group_id), {"key": "displayname", "value": display_name})

    def delete_group(self, group_id: str) -> bool:
        """False when there was none."""
        try:
            self._write("DELETE", "delete group", _group(group_id))
        except Unexplained:
            if group_id in self.list_groups():
                raise
            return False
        return True

    def add_to_group(self, account_id: str, group_id: str) -> None:
        """Idempotent; UnknownGroup when the group must be created first."""
        self._write("POST", "add to group", f"{_user(account_id)}/groups", {"groupid": group_id})

    def remove_from_group(self, account_id: str, group_id: str) -> None:
        """Idempotent."""
        self._write("DELETE", "remove from group", f"{_user(account_id)}/groups", query={"groupid": group_id})

    # Login flow v2: proof that a person owns an account

    def start_login_flow(self, shown_as: str) -> LoginFlow:
        """Begin; `shown_as` is the name that the person reads on the page where they grant."""
        answer = self._via.send(
            "POST", "start login flow", "/index.php/login/v2", headers={"User-Agent": _ascii(shown_as)}
        )
        told = answer.payload
        if answer.http_status != 200 or not isinstance(told, dict):
            raise error_for("start login flow", answer)
        poll = told.get("poll")
        login, token = told.get("login"), poll.get("token") if isinstance(poll, dict) else None
        if not isinstance(login, str) or urlsplit(login).scheme not in ("http", "https") or not token:
            raise Misconfigured("no login address", operation="start login flow", http_status=200)
        return LoginFlow(login_url=login, poll_token=str(token))

    def poll_login_flow(self, flow: LoginFlow) -> GrantedLogin | None:
        """None while the person has not granted. A grant is handed out ONCE: store it before anything else.

        The address announced by the server is ignored: tokens go to the configured server and nowhere else.
        """
        answer = self._via.send("POST", "poll login flow", "/index.php/login/v2/poll", data={"token": flow.poll_token})
        if answer.http_status == 404 and answer.payload == []:
            return None
        told = answer.payload
        if answer.http_status != 200 or not isinstance(told, dict) or not {"loginName", "appPassword"} <= told.keys():
            raise error_for("poll login flow", answer)
        return GrantedLogin(login_name=str(told["loginName"]), app_password=str(told["appPassword"]))

    def whoami(self, granted: GrantedLogin) -> Account:
        """The account that the app password opens: this is the proof, and the id to keep.

        CredentialsRefused here is about the person's app password, not about ours: no queue need stop.
        """
        auth = (granted.login_name, granted.app_password)
        answer = self._via.read("who am I", "/cloud/user", auth=auth)
        return Account.from_ocs(_mapping(answer, "who am I", need="id"))

    def revoke_app_password(self, granted: GrantedLogin) -> None:
        """Revoke it with itself; do so as soon as the id is known. CredentialsRefused: it was revoked already."""
        auth = (granted.login_name, granted.app_password)
        self._via.ocs("DELETE", "revoke app password", "/core/apppassword", auth=auth)

    def create_app_password(self) -> str:
        """Turn the real password of this client into an app password (refused when it is one already)."""
        answer = self._via.ocs("GET", "create app password", "/core/getapppassword")
        return str(_mapping(answer, "create app password", need="apppassword")["apppassword"])

    def _write(
        self,
        method: str,
        operation: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> Answer:
        return self._via.ocs(method, operation, path, body=body, query=query)


def _user(account_id: str) -> str:
    return f"/cloud/users/{quote(account_id, safe='')}"


def _group(group_id: str) -> str:
    return f"/cloud/groups/{quote(group_id, safe='')}"


def _ascii(text: str) -> str:
    """A header holds ASCII only; accents are dropped rather than refused."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(plain.split())[:80] or "Chatiere"


def _mapping(answer: Answer, operation: str, *, need: str = "") -> Mapping[str, Any]:
    """`data` as an object that has the key we need; PHP writes an empty one as []."""
    data = {} if answer.data == [] else answer.data
    if not isinstance(data, dict) or (need and not data.get(need)):
        raise AnswerLost("unexpected data", operation=operation, http_status=answer.http_status)
    return data
