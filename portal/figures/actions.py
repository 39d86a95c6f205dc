"""Counts everything that is registered."""

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.core import page_cache

from . import registry, small_groups
from .models import Figure

log = logging.getLogger(__name__)

WHOLE = ""
# A night that never was (a server that stood still) is made good for so many days, with what can still be known.
LOOKS_BACK = 7


def last_whole_day() -> date:
    """Yesterday: figures are of days that are over."""
    return timezone.localdate() - timedelta(days=1)


def count_night() -> dict[str, int]:
    """Count the day that has just ended, and the days before it that no night counted."""
    day = last_whole_day()
    days = [day - timedelta(days=back) for back in range(LOOKS_BACK, 0, -1)]
    counted = set(Figure.objects.filter(day__in=days).values_list("day", flat=True))
    for missed in days:
        if counted and missed > min(counted) and missed not in counted:
            count_figures(day=missed)
    counts = count_figures(day=day)
    page_cache.purge()
    return counts


def count_figures(*, day: date | None = None) -> dict[str, int]:
    """Count all figures of a day (yesterday) and keep them; run again, it writes the same rows.

    What can be known of a past day is counted afresh; what only that night could know stays as it was, and is left out
    of a day that is further back. One figure that fails does not take the others with it. Returns how many rows each
    one has; 0 for a failure, or for what can no longer be known.
    """
    day = day or last_whole_day()
    return {counter.name: _count(counter, day) for counter in registry.counters()}


def _count(counter: registry.Counter, day: date) -> int:
    rows = Figure.objects.filter(name=counter.name, day=day)
    try:
        with transaction.atomic():
            if not counter.lasting and (rows.exists() or day < last_whole_day()):
                return rows.count()
            values = _told(counter, day)
            rows.delete()
            Figure.objects.bulk_create(
                Figure(name=counter.name, day=day, territory=code, value=value) for code, value in values.items()
            )
    except DatabaseError:
        log.exception("figure %s of %s could not be counted", counter.name, day)
        return 0
    return len(values)


def _told(counter: registry.Counter, day: date) -> dict[str, Decimal | int | None]:
    """The whole and its parts as they may be kept: None for what is about too few people."""
    parts, whole = _parts(counter.count(day))
    if counter.by_fives:
        return {**small_groups.parts_by_fives(parts), WHOLE: small_groups.by_fives(whole)}
    if counter.behind is None:
        return {**parts, WHOLE: whole}
    people, everybody = _parts(counter.behind(day))
    kept = small_groups.tellable(people)
    told = {code: round(value) if code in kept else None for code, value in parts.items()}
    return {**told, WHOLE: round(whole) if everybody >= small_groups.AT_LEAST else None}


def _parts(counted: registry.Count) -> tuple[dict, Decimal | int]:
    parts = dict(counted) if isinstance(counted, Mapping) else {}
    return parts, sum(parts.values()) if isinstance(counted, Mapping) else counted
