"""The headline of the incident page says the thing itself: « Un service ralenti, quatre en ordre »."""

from collections import Counter

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def headline(states: list[str]) -> str:
    """A sentence out of the codes of all services (`operational`, `slow`, `partial_outage`, …)."""
    counts = Counter(states)
    fine = counts.pop("operational", 0)
    if not states:
        return _("No service yet")
    if not counts:
        return _("Everything is in order")
    parts = [_troubled(code, counts[code]) for code in _WORST_FIRST if counts[code]]
    if fine:
        parts.append(ngettext("%(count)s in order", "%(count)s in order", fine) % {"count": _word(fine)})
    return capfirst(", ".join(parts))


_WORST_FIRST = ("major_outage", "partial_outage", "slow", "maintenance")


def _troubled(code: str, count: int) -> str:
    word = {"count": _word(count)}
    if code == "major_outage":
        return ngettext("%(count)s service in major outage", "%(count)s services in major outage", count) % word
    if code == "partial_outage":
        return ngettext("%(count)s service in partial outage", "%(count)s services in partial outage", count) % word
    if code == "slow":
        return ngettext("%(count)s service slowed down", "%(count)s services slowed down", count) % word
    return ngettext("%(count)s service in maintenance", "%(count)s services in maintenance", count) % word


def _word(count: int) -> str:
    """Small numbers in words, as people say them."""
    words = {
        1: pgettext("number", "one"),
        2: pgettext("number", "two"),
        3: pgettext("number", "three"),
        4: pgettext("number", "four"),
        5: pgettext("number", "five"),
        6: pgettext("number", "six"),
        7: pgettext("number", "seven"),
        8: pgettext("number", "eight"),
        9: pgettext("number", "nine"),
        10: pgettext("number", "ten"),
    }
    return words.get(count, str(count))
