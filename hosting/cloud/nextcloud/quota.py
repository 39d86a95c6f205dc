"""Nextcloud's way with sizes, as measured: a quota is stored as a rounded text, and reads back so.

5 500 000 000 bytes become « 5.1 GB » and read back as 5 476 083 302. Compare only after the same rounding,
and send only what `as_sent` makes: « 1GiB » would be accepted by the server and mean one byte.
"""

from __future__ import annotations

import math
import re

UNLIMITED = -3
_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")
_SIZES = {"b": 1, "": 1} | {
    name: 1024**power for power, letter in enumerate("kmgtp", start=1) for name in (letter, f"{letter}b")
}
_TEXT = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?b?)\s*$", re.IGNORECASE)


def parse(text: str) -> int:
    """Bytes of « 40 GB », « 1.5 GB », « 5368709120 » or « none » (UNLIMITED); else ValueError."""
    if text.strip().lower() == "none":
        return UNLIMITED
    found = _TEXT.match(text)
    if not found:
        raise ValueError(f"not a size that Nextcloud understands as we do: {text!r}")
    number = float(found[1])
    return int(_round_half_up(number * _SIZES[found[2].lower()], 0))


def human(size: int) -> str:
    """The text that Nextcloud stores for a number of bytes: « 40 GB », « 5.1 GB », « 121 KB », « none »."""
    if size == UNLIMITED:
        return "none"
    if size < 0:
        raise ValueError("a size is not negative")
    if size < 1024:
        return f"{size} B"
    number = _round_half_up(size / 1024, 0)
    unit = 1
    while number >= 1024 and unit < len(_UNITS) - 1:
        number = _round_half_up(number / 1024, 1)
        unit += 1
    return f"{number:g} {_UNITS[unit]}" if number < 100_000 else f"{number:.0f} {_UNITS[unit]}"


def as_sent(size: int) -> str:
    """What to put in a request; sending it twice stores the same."""
    return human(size)


def stored(size: int) -> int:
    """The bytes that will read back once `size` was sent."""
    return parse(human(size))


def same(one: int, other: int) -> bool:
    """Whether two sizes are one quota for Nextcloud."""
    return stored(one) == stored(other)


def _round_half_up(number: float, digits: int) -> float:
    """PHP rounds halves away from zero, Python to even."""
    scale = float(10**digits)
    return math.floor(number * scale + 0.5) / scale
