"""One HTTP exchange with a Nextcloud: headers, time limits, no redirects, named errors.

Reads are tried again a few times with growing, jittered pauses. Writes never are: the converge algorithm
reads before it decides, because a write that failed may have been done.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx
import stamina

from .classify import Answer, error_for
from .errors import AnswerLost, Kind, NextcloudError, ServerFailed, Unreachable

USER_AGENT = "Chatiere"
DEFAULT_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@cache
def tls_context() -> ssl.SSLContext:
    """Read once a process: the list of authorities costs more than a call. SSL_CERT_FILE adds a private one."""
    return httpx.create_ssl_context()


def _worth_reading_again(error: Exception) -> bool:
    return isinstance(error, ServerFailed | AnswerLost | Unreachable) or (
        isinstance(error, NextcloudError) and error.kind is Kind.TRANSIENT
    )


class Transport:
    """Speaks to one server as one account; safe to share between threads, to be closed by its owner."""

    def __init__(
        self,
        base_url: str,
        auth: tuple[str, str] | None,
        *,
        timeout: httpx.Timeout | float,
        transport: httpx.BaseTransport | None,
        read_attempts: int,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.read_attempts = read_attempts
        self._auth = httpx.BasicAuth(*auth) if auth else None
        self._http = httpx.Client(
            timeout=timeout,
            transport=transport,
            verify=tls_context(),
            follow_redirects=False,
            trust_env=False,  # neither proxies nor ~/.netrc may change who we speak to, or as whom
            headers={"Accept": "application/json", "User-Agent": USER_AGENT},
        )

    def close(self) -> None:
        self._http.close()

    def read(self, operation: str, path: str, *, query: Mapping[str, Any] | None = None, **extra: Any) -> Answer:
        """A GET of the OCS API, tried again when that is safe."""
        pauses = {"wait_initial": 0.1, "wait_jitter": 0.3, "wait_max": 2.0}
        for attempt in stamina.retry_context(
            on=_worth_reading_again, attempts=self.read_attempts, timeout=30.0, **pauses
        ):
            with attempt:
                return self.ocs("GET", operation, path, query=query, **extra)
        raise AssertionError("retry_context returns or raises")  # pragma: no cover

    def ocs(
        self,
        method: str,
        operation: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
        anonymous: bool = False,
        root: str = "/ocs/v2.php",
    ) -> Answer:
        """One call of the OCS API, or of an app with the same envelope at `root`; a success, or the named error."""
        answer = self.send(
            method,
            operation,
            f"{root}{path}",
            params=query,
            json=body,
            headers={"OCS-APIRequest": "true"},
            auth=None if anonymous else (httpx.BasicAuth(*auth) if auth else self._auth),
        )
        if not answer.succeeded:
            raise error_for(operation, answer)
        return answer

    def send(self, method: str, operation: str, path: str, **request: Any) -> Answer:
        """One exchange of any route; raises only when no readable answer came back."""
        request.setdefault("auth", None)
        try:
            response = self._http.request(method, self.base_url + path, **request)
        except _NEVER_SENT as error:
            raise Unreachable(str(error), operation=operation) from error
        except httpx.TransportError as error:
            raise AnswerLost(str(error) or type(error).__name__, operation=operation) from error
        except httpx.HTTPError as error:
            raise AnswerLost(str(error), operation=operation) from error
        return Answer.read(response.status_code, _json(response), empty=not response.content)


def _json(response: httpx.Response) -> Any:
    """The body, or None: error pages, empty answers and XML must never crash the client."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):  # nested without end
        return None
