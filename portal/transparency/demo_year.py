"""A year of invented nights for the demonstration, kept as real ones are: by fives, and nothing about too few."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import yaml

from hosting.incidents.models import Incident
from portal.figures import registry
from portal.figures.actions import last_whole_day
from portal.figures.models import Figure
from portal.figures.small_groups import by_fives, tellable

from .content_loader import CONTENT

DAYS = 366  # this day a year ago stands beside the last one
SEED = 2025
QUIET = {"incidents": 0, "incidents_with_data_lost": 0, "availability": 100}  # of a day without an incident
SATURDAY = 5


def load() -> int:
    """How many figures were added: none where a night was counted already."""
    if Figure.objects.exists():
        return 0
    last = last_whole_day()
    days = [last - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return len(Figure.objects.bulk_create([*_invented(days), *_as_the_log_says(days)], batch_size=2000))


def _invented(days: list[date]) -> Iterator[Figure]:
    """Territories on the last night of a month and the last of all: every night would make the first start slower."""
    source = yaml.safe_load((CONTENT / "nights.yaml").read_text(encoding="utf-8"))
    shares = source.pop("territories")
    counters = [one for one in registry.counters() if one.name in source]
    chance = random.Random(SEED)  # noqa: S311 - the same year for everybody
    for place, day in enumerate(days):
        counts = {one.name: _of_day(source[one.name], place / (len(days) - 1), day, chance) for one in counters}
        for one in counters:
            yield _figure(one, day, counts[one.name])
        yield Figure(name="visits", day=day, value=by_fives(sum(counts[name] for name in counts if "visits_" in name)))
        if day == days[-1] or day.month != (day + timedelta(days=1)).month:
            told = tellable({code: round(counts["accounts"] * share) for code, share in shares.items()})
            for one in counters:
                for code, share in shares.items() if source[one.name].get("by_territory") else ():
                    apart = code in told or not (one.by_fives or one.behind)
                    yield _figure(one, day, round(counts[one.name] * share) if apart else None, code)


def _figure(counter: registry.Counter, day: date, count: int | None, territory: str = "") -> Figure:
    value = by_fives(count) if counter.by_fives and count is not None else count
    return Figure(name=counter.name, day=day, territory=territory, value=value)


def _of_day(row: dict, gone: float, day: date, chance: random.Random) -> int:
    """What lies `gone` (0 to 1) of the way between the two ends, more or less."""
    line = row["from"] + (row["to"] - row["from"]) * gone
    swing, rest = row.get("swing", 0), row.get("weekend", 1) if day.weekday() >= SATURDAY else 1
    return round(line * chance.uniform(1 - swing, 1 + swing) * rest)


def _as_the_log_says(days: list[date]) -> Iterator[Figure]:
    """What stands in the incident log of the demonstration, and how many services it has."""
    counters = {one.name: one for one in registry.counters() if one.name in QUIET}
    services = next(one for one in registry.counters() if one.name == "services").count(days[-1])
    troubled = set(Incident.objects.published().values_list("starts_at__date", flat=True))
    for day in days:
        yield Figure(name="services", day=day, value=services)
        for name, counter in counters.items():
            yield Figure(name=name, day=day, value=counter.count(day) if day in troubled else QUIET[name])
