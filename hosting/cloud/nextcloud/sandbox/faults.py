"""Accidents on demand, so that a test or a demonstration can see the portal cope.

A fault waits for requests that match its method and path, strikes `times` times, then is gone. « before »
faults strike with nothing done, « after » faults once everything was done and the answer is what is lost.
"""

from __future__ import annotations

import re
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from .accounts import Interrupted
from .wire import Ocs, Reply, Request, envelope, html_reply

KINDS = {
    "server-error": "500/996 before anything is done",
    "server-error-after": "500/996 once everything was done",
    "bad-request": "400/101 « Bad request » before anything is done",
    "bad-request-after": "400/101 « Bad request » once everything was done",
    "rate-limit": "429 with an empty body",
    "maintenance": "503 as in maintenance mode",
    "gateway-page": "502 with an HTML page, before",
    "gateway-page-after": "502 with an HTML page, once everything was done",
    "login-page": "200 with an HTML page instead of an answer",
    "redirect": "302 to somewhere else",
    "garbage": "200 with a cut-off JSON body",
    "drop": "the connection closes before anything is done",
    "drop-after": "the connection closes once everything was done",
    "slow": "wait `seconds`, then answer normally",
    "slow-after": "do it, wait `seconds`, then answer",
    "interrupt-create": "stop a create at `step`, keep what was done, answer « Bad request »",
    "pause-create": "wait `seconds` inside a create at `step`, so that creates can race",
}
STEPS = ("insert", "groups", "displayname", "quota", "language", "manager", "email", "mail", "folder")
ONLY_IN_CREATE = {"interrupt-create", "pause-create"}
PAGE = "<!DOCTYPE html><html lang='en'><title>Bad Gateway</title><h1>502 Bad Gateway</h1></html>"


class Dropped(Exception):
    """Close the connection without a word."""


@dataclass
class Fault:
    kind: str
    method: str = ""
    path: str = ""
    times: int = 1
    seconds: float = 0.0
    step: str = "insert"
    struck: int = field(default=0)

    def matches(self, request: Request) -> bool:
        return (not self.method or self.method == request.method) and bool(re.search(self.path, request.path))


class Faults:
    """The list of accidents to come; kept in memory, a restart heals."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._list: list[Fault] = []

    def add(self, told: dict[str, Any]) -> Fault:
        known = {"kind", "method", "path", "times", "seconds", "step"}
        if told.get("kind") not in KINDS or set(told) - known or told.get("step", "insert") not in STEPS:
            raise ValueError(f"unknown fault: {told}")
        re.compile(str(told.get("path", "")))
        fault = Fault(**told)
        with self._lock:
            self._list.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._list.clear()

    def shown(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._list]

    def take(self, request: Request) -> Fault | None:
        """The first fault that strikes this request, counted as used."""
        return self._use(lambda fault: fault.kind not in ONLY_IN_CREATE and fault.matches(request))

    def step(self, name: str) -> None:
        """Called by a create before each of its parts."""
        fault = self._use(lambda one: one.kind in ONLY_IN_CREATE and one.step == name)
        if fault is None:
            return
        if fault.kind == "interrupt-create":
            raise Interrupted
        time.sleep(fault.seconds)

    def _use(self, wanted: Any) -> Fault | None:
        with self._lock:
            for fault in self._list:
                if fault.times > fault.struck and wanted(fault):
                    fault.struck += 1
                    return fault
        return None


def strike_before(fault: Fault, request: Request) -> Reply | None:
    """The answer of a fault that strikes first, or None when the request goes on."""
    if fault.kind == "drop":
        raise Dropped
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    answers = {
        "server-error": lambda: envelope(request, Ocs(996, "Internal Server Error\n")),
        "bad-request": lambda: envelope(request, Ocs(101, "Bad request")),
        "rate-limit": lambda: html_reply(429, ""),
        "maintenance": lambda: maintenance(request),
        "gateway-page": lambda: html_reply(502, PAGE),
        "login-page": lambda: html_reply(200, PAGE),
        "redirect": lambda: html_reply(302, "", {"Location": "https://elsewhere.example/"}),
        "garbage": lambda: Reply(200, b'{"ocs":{"meta":', {"Content-Type": "application/json"}),
    }
    answer = answers.get(fault.kind)
    return answer() if answer else None


def strike_after(fault: Fault, request: Request, reply: Reply) -> Reply:
    """What is sent instead of a reply that was made in earnest."""
    if fault.kind == "drop-after":
        raise Dropped
    if fault.kind == "slow-after":
        time.sleep(fault.seconds)
    if fault.kind == "server-error-after":
        return envelope(request, Ocs(996, "Internal Server Error\n"))
    if fault.kind == "bad-request-after":
        return envelope(request, Ocs(101, "Bad request"))
    if fault.kind == "gateway-page-after":
        return html_reply(502, PAGE)
    return reply


def maintenance(request: Request) -> Reply:
    return envelope(request, Ocs(503, "Service unavailable", headers={"X-Nextcloud-Maintenance-Mode": "1"}))
