"""Nightly figures: each app says what it counts. Never a person: sums only.

    register("people", _("Accounts"), lambda day: User.objects.filter(is_active=True).count())

`count(day)` gives a number, or a number for each territory by its code; the whole is then their sum.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Count = int | Decimal | Mapping[str, int | Decimal]


@dataclass(frozen=True)
class Counter:
    name: str
    label: str
    count: Callable[[date], Count]
    unit: str = ""


_counters: dict[str, Counter] = {}


def register(name: str, label: str, count: Callable[[date], Count], *, unit: str = "") -> None:
    """Count something every night. `name` is stable: years are compared by it."""
    _counters[name] = Counter(name, label, count, unit)


def counters() -> list[Counter]:
    return list(_counters.values())
