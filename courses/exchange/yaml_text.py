"""Writes YAML as the shipped courses have it: names bare, texts in double quotes, long texts as lines.

The same values always give the same bytes: the order of an answer's keys does not depend on the database.
"""

import json
import re
from datetime import date

import yaml

_NAMES = {"slug", "id", "kind", "licence", "language", "board"}
_FIRST, _LAST = ("id", "text", "left", "right"), ("answers", "feedback")
_BARE = re.compile(r"^[A-Za-z][A-Za-z0-9.-]*$")
# What YAML's own reader takes for a line end, or does not take at all, stands as an escape.
_UNSAFE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(fields: dict) -> str:
    """A mapping as a YAML document; its keys stay in their order."""
    return "".join(f"{line}\n" for line in _mapping(fields))


def _mapping(fields: dict) -> list[str]:
    lines: list[str] = []
    for key, value in fields.items():
        if isinstance(value, dict) and value:
            lines += [f"{key}:", *(f"  {line}" for line in _mapping(_in_order(value)))]
        elif isinstance(value, list) and value:
            lines += [f"{key}:", *(f"  {line}" for item in value for line in _item(item))]
        elif key == "introduction" and _is_block(value):
            lines += [f"{key}: |", *(f"  {line}" if line else "" for line in value.split("\n"))]
        else:
            lines.append(f"{key}: {_scalar(value, bare=key in _NAMES)}".rstrip(" "))
    return lines


def _item(item) -> list[str]:
    if isinstance(item, dict) and item:
        first, *others = _mapping(_in_order(item))
        return [f"- {first}", *(f"  {line}" for line in others)]
    return [f"- {_scalar(item, bare=True)}"]


def _in_order(item: dict) -> dict:
    """Keys in the order in which the shipped courses have them, unless the writer already chose one; a feedback that
    says nothing is left out."""
    if isinstance(item, Ordered):
        return item
    middle = sorted(key for key in item if key not in (*_FIRST, *_LAST))
    ordered = {key: item[key] for key in (*_FIRST, *middle, *_LAST) if key in item}
    return {key: value for key, value in ordered.items() if key != "feedback" or value != ""}


class Ordered(dict):
    """A mapping whose order of keys is meant."""


def _is_block(value) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _UNSAFE.search(value) and value == value.strip()


def _scalar(value, *, bare: bool) -> str:
    if value is None or (bare and value == ""):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value if bare and _reads_as_itself(value) else quoted(value)
    if isinstance(value, (int, float)):
        return repr(value)
    return _flow(value)


def _flow(value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)}: {_flow(item)}" for key, item in _in_order(value).items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, bare=False)


def _reads_as_itself(value: str) -> bool:
    return bool(_BARE.match(value)) and yaml.safe_load(value) == value


def quoted(text: str) -> str:
    """A text in double quotes, which JSON and YAML share."""
    written = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
