"""Figures about people that tell nothing about anyone.

Three rules, for every figure that authors see: nothing below five people; counts go by fives, so that two figures taken
from each other (two periods, yesterday and today, people and right answers) never leave the count of fewer than five;
a rate goes by tens and never says « all » or « none ». Only whole days that are past are counted: nobody sees a figure
move while somebody learns.

Parts of a whole (territories, answers to a question) have a fourth rule, `tellable`: what is left of the whole once
every part that is told is taken away is nobody, or five people at least.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

AT_LEAST = 5
HIGHEST, LOWEST = 85, 15  # percent; beyond, a rate is only « or more », « or less »


def by_fives(count: int) -> int | None:
    """The multiple of five below; None below five."""
    return count - count % AT_LEAST if count >= AT_LEAST else None


def tellable(people: Mapping[str, int]) -> set[str]:
    """The parts of a whole that may be told beside it: of five people or more, and, where the parts left out are fewer
    than five together, without the smallest of the others too, or a subtraction would tell them."""
    kept = {part for part, count in people.items() if count >= AT_LEAST}
    hidden = sum(count for part, count in people.items() if part not in kept)
    for part in sorted(kept, key=lambda one: (people[one], one)):
        if hidden == 0 or hidden >= AT_LEAST:
            break
        kept.remove(part)
        hidden += people[part]
    return kept


def parts_by_fives(people: Mapping[str, int]) -> dict[str, int | None]:
    """Each part of a whole by fives, None where it may not be told."""
    kept = tellable(people)
    return {part: by_fives(count) if part in kept else None for part, count in people.items()}


def told(count: int | None) -> str:
    """A count by fives in words."""
    return _("fewer than 5") if count is None else str(count)


@dataclass(frozen=True)
class Rate:
    """About how many percent; `value` is the nearest ten, from 10 to 90."""

    value: int
    words: str


def rate(part: int, people: int) -> Rate | None:
    """The share of a group; None for a group of fewer than five."""
    if people < AT_LEAST:
        return None
    percent = 100 * part / people
    if percent >= HIGHEST:
        return Rate(90, _("%(percent)s %% or more") % {"percent": HIGHEST})
    if percent <= LOWEST:
        return Rate(10, _("%(percent)s %% or less") % {"percent": LOWEST})
    tens = int(percent / 10 + 0.5) * 10
    return Rate(tens, _("about %(percent)s %%") % {"percent": tens})
