"""Requests and replies of the sandbox, and the OCS envelope in its two versions and two formats."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote

# what version 2 puts in the HTTP status; version 1 says 200 to nearly everything
HTTP_OF_CODE = {
    100: 200,
    200: 200,
    401: 401,
    403: 403,
    404: 404,
    429: 429,
    503: 503,
    996: 500,
    997: 401,
    998: 404,
}
KEPT_BY_V1 = {401, 503}
# the Team folders app: not under /ocs, and in the envelope of version 1
FOLDER_ROUTES = re.compile(r"^(/index\.php)?/apps/groupfolders/folders(?=/|$)")
JSON_TYPE = "application/json; charset=utf-8"


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, Any]
    headers: dict[str, str]
    body: bytes
    address: str
    base_url: str

    @property
    def params(self) -> dict[str, Any]:
        """Query and body together, as PHP sees them."""
        return self.query | self.fields

    @property
    def fields(self) -> dict[str, Any]:
        kind = self.headers.get("content-type", "")
        if not self.body:
            return {}
        if kind.startswith("application/json"):
            try:
                told = json.loads(self.body)
            except ValueError:
                return {}
            return told if isinstance(told, dict) else {}
        if kind.startswith("application/x-www-form-urlencoded"):
            return read_form(self.body.decode("utf-8", "replace"))
        return {}

    @property
    def is_v1(self) -> bool:
        return self.path.startswith("/ocs/v1.php") or self.is_folders

    @property
    def is_folders(self) -> bool:
        return bool(FOLDER_ROUTES.match(self.path))

    @property
    def wants_json(self) -> bool:
        return self.query.get("format") == "json" or "application/json" in self.headers.get("accept", "")

    def segments(self, prefix: str) -> list[str]:
        """Decoded parts of the path below a prefix; group ids are read apart since they may hold a slash."""
        return [unquote(part) for part in self.path.removeprefix(prefix).strip("/").split("/") if part]


@dataclass
class Reply:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Ocs(Exception):
    """The outcome of an OCS call; raised where a rule refuses, returned where it succeeds."""

    code: int
    message: str = ""
    data: Any = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


class NoEnvelope(Exception):
    """An answer that has no OCS envelope at all."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(reply.status)


def read_form(text: str) -> dict[str, Any]:
    """`a=1&groups[]=x&groups[]=y` → {"a": "1", "groups": ["x", "y"]}."""
    told: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key.endswith("[]"):
            told.setdefault(key[:-2], []).append(value)
        else:
            told[key] = value
    return told


def ok(data: Any = None) -> Ocs:
    return Ocs(200, "OK", [] if data is None else data)


def json_reply(status: int, payload: Any, headers: dict[str, str] | None = None) -> Reply:
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, {"Content-Type": JSON_TYPE} | (headers or {}))


def html_reply(status: int, text: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, text.encode(), {"Content-Type": "text/html; charset=UTF-8"} | (headers or {}))


def envelope(request: Request, outcome: Ocs) -> Reply:
    """Dress an outcome as the version and the format that were asked for."""
    fine = outcome.code in (100, 200)
    status = HTTP_OF_CODE.get(outcome.code, 400)
    code = outcome.code
    if request.is_v1:
        code = 100 if fine else code
        status = status if status in KEPT_BY_V1 else 200
    meta: dict[str, Any] = {
        "status": "ok" if fine else "failure",
        "statuscode": code,
        "message": outcome.message,
    }
    if request.is_v1:
        meta |= {"totalitems": "", "itemsperpage": ""}
    if request.wants_json:
        return json_reply(status, {"ocs": {"meta": meta, "data": outcome.data}}, outcome.headers)
    text = f'<?xml version="1.0"?>\n<ocs>\n{_xml({"meta": meta, "data": outcome.data}, 1)}</ocs>\n'
    return Reply(status, text.encode(), {"Content-Type": "application/xml; charset=utf-8"} | outcome.headers)


def _xml(value: Any, depth: int) -> str:
    pairs = value.items() if isinstance(value, dict) else [("element", one) for one in value]
    pad, lines = " " * depth, ""
    for key, inner in pairs:
        name = "element" if str(key).isdigit() else str(key)
        if isinstance(inner, dict | list) and inner:
            lines += f"{pad}<{name}>\n{_xml(inner, depth + 1)}{pad}</{name}>\n"
        elif inner in ("", None, []):
            lines += f"{pad}<{name}/>\n"
        else:
            shown = str(int(inner)) if isinstance(inner, bool) else str(inner)
            lines += f"{pad}<{name}>{escape(shown, quote=False)}</{name}>\n"
    return lines
