"""Nightly figures: each app says what it counts. Never a person: sums only.

    register("people", _("Accounts"), counts.people, by_fives=True, year=Year.LAST)

`count(day)` gives a number, or a number for each territory by its code; the whole is then their sum. How figures about
few people are kept from being told is `portal.figures.small_groups`, and it is done before anything is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Count = int | Decimal | Mapping[str, int | Decimal]


class Year(StrEnum):
    """What a figure of each day becomes in the report of a year."""

    LAST = "last"  # as it stood when the year ended
    MEAN = "mean"  # of an ordinary day
    SUM = "sum"  # all days together
    NONE = ""  # not in the report


@dataclass(frozen=True)
class Counter:
    """`by_fives`: it counts people, or what a few people do. `behind(day)`: how many people stand behind what is
    counted (space), whole or by the same territories. `lasting`: it can still be counted later for a day that is past;
    otherwise the first night that counts it is the only one."""

    name: str
    label: str
    count: Callable[[date], Count]
    unit: str = ""
    by_fives: bool = False
    behind: Callable[[date], Count] | None = None
    lasting: bool = True
    year: Year = Year.NONE


_counters: dict[str, Counter] = {}


def register(name: str, label: str, count: Callable[[date], Count], **more) -> None:
    """Count something every night. `name` is stable: years are compared by it. `more`: see `Counter`."""
    _counters[name] = Counter(name, label, count, **more)


def counters() -> list[Counter]:
    return list(_counters.values())
