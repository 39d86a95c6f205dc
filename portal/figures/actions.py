"""Counts everything that is registered."""

import logging
from collections.abc import Mapping
from datetime import date

from django.db import DatabaseError, transaction
from django.utils import timezone

from . import registry
from .models import Figure

log = logging.getLogger(__name__)


def count_figures(*, day: date | None = None) -> dict[str, int]:
    """Count all figures of a day (today) and keep them; run again, it replaces that day's.

    One figure that fails does not take the others with it. Returns how many rows each one made; 0 for a failure.
    """
    day = day or timezone.localdate()
    return {counter.name: _count(counter, day) for counter in registry.counters()}


def _count(counter: registry.Counter, day: date) -> int:
    try:
        with transaction.atomic():
            counted = counter.count(day)
            by_territory = dict(counted) if isinstance(counted, Mapping) else {}
            by_territory[""] = sum(counted.values()) if isinstance(counted, Mapping) else counted
            Figure.objects.filter(name=counter.name, day=day).delete()
            Figure.objects.bulk_create(
                Figure(name=counter.name, day=day, territory=code, value=value) for code, value in by_territory.items()
            )
    except DatabaseError:
        log.exception("figure %s of %s could not be counted", counter.name, day)
        return 0
    return len(by_territory)
