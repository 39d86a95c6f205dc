"""Nightly figures as metrics: months, weeks and days that are over, one query a file."""

from collections import defaultdict
from datetime import date

from django.utils import timezone

from hosting.directory.chatonsinfos.rules import rules
from hosting.services.models import Service
from portal.figures.models import Figure
from portal.figures.small_groups import by_fives

from .own import own


def of_organisation() -> list[tuple[str, str]]:
    """(path, values) for the organisation's metrics file; nothing when nothing is counted."""
    return _lines(own()["metrics"]["organization"])


def of_service(service: Service) -> list[tuple[str, str]]:
    """The same for a service, by its connector."""
    return _lines(own()["metrics"]["services"].get(service.connector, []))


def _lines(wanted: list[dict]) -> list[tuple[str, str]]:
    if not wanted:
        return []
    today = timezone.localdate()
    begin = date(today.year - own()["metrics"]["years"] + 1, 1, 1)
    found = defaultdict(dict)
    rows = Figure.objects.filter(
        name__in={one["figure"] for one in wanted}, territory="", day__gte=begin, day__lt=today
    )
    for name, day, value in rows.values_list("name", "day", "value"):
        found[name][day] = value
    return [line for one in wanted for line in _metric(one, found[one["figure"]], today)]


def _metric(wanted: dict, days: dict, today: date):
    """The lines of one metric, a year and a period each; only those that say something."""
    periods = {"months": _month, "weeks": _week, "days": _day}
    for period, place_of in periods.items():
        years: dict[int, dict[int, list]] = defaultdict(lambda: defaultdict(list))
        for day in sorted(days):
            year, number = place_of(day)
            if (year, number) != place_of(today) and days[day] is not None:
                years[year][number].append(days[day])
        for year, numbers in sorted(years.items()):
            values = [_value(numbers.get(number), wanted) for number in range(1, max(numbers) + 1)]
            if any(values):
                sign = rules().raw["metrics"]["separators"]["write"]
                yield f"{wanted['metric']}.{year}.{period}", sign.join(values)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _week(day: date) -> tuple[int, int]:
    year, week, _day = day.isocalendar()
    return year, week


def _day(day: date) -> tuple[int, int]:
    return day.year, day.timetuple().tm_yday


def _value(counted: list | None, wanted: dict) -> str:
    """Empty for what is not known, or is about too few people."""
    if not counted:
        return ""
    value = int((sum(counted) if wanted["of"] == "sum" else counted[-1]) * wanted.get("times", 1))
    told = by_fives(value) if wanted.get("people") else value
    return "" if told is None else str(told)
