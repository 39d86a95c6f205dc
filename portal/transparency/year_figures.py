"""What the nights of a year counted, as lines of its report. They were made safe to publish before they were kept."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.organisations.models import Territory
from hosting.incidents.counts import availability_of_services
from portal.figures import registry, small_groups
from portal.figures.models import Figure

from .figure_labels import BY_TERRITORY, FIGURES
from .models import LegalRequest, LegalRequestYear

AVAILABILITY = "Disponibilité des services"  # words of the report, hence French
# Figures that this module writes, and takes away before it writes them again.
PREFIXES = ("availability_", *(f"{name}_in_" for name in BY_TERRITORY))


def rows_of(year: int):
    """(name, label, value or None, unit, chart) of a year so far."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), timezone.localdate() - timedelta(days=1))
    if last < first:
        return
    values = _values(first, last)
    for counter in registry.counters():
        if counter.year and counter.name in values:
            label, unit, chart = FIGURES.get(counter.name, (str(counter.label), counter.unit, ""))
            yield counter.name, label, _of_year(counter, values[counter.name]), unit, chart
    yield from _by_territory(first, last)
    for service, percent in availability_of_services(first, last):
        yield f"availability_{service.slug}"[:60], service.name, percent, "%", AVAILABILITY
    if LegalRequestYear.objects.filter(year=year).exclude(published_on=None).exists():
        label, unit, chart = FIGURES["legal_requests"]
        count = LegalRequest.objects.publishable().filter(month__year=year).count()
        yield "legal_requests", label, count, unit, chart


def _values(first: date, last: date) -> dict[str, list[Decimal | None]]:
    """The whole of each figure, day after day."""
    found = defaultdict(list)
    rows = Figure.objects.filter(territory="", day__range=(first, last)).order_by("day")
    for name, value in rows.values_list("name", "value"):
        found[name].append(value)
    return found


def _of_year(counter: registry.Counter, values: list[Decimal | None]) -> Decimal | int | None:
    """None where the days that can be told say nothing of the year. Days too few to tell count for nothing in a sum,
    and keep a mean from being told when they are most."""
    known = [value for value in values if value is not None]
    if counter.year == registry.Year.LAST:
        return values[-1]
    if not known or len(known) * 2 < len(values):
        return None
    if counter.year == registry.Year.SUM:
        return sum(known)
    mean = sum(known) / len(known)
    return small_groups.by_fives(int(mean)) if counter.by_fives else mean.quantize(Decimal("0.01"))


def _by_territory(first: date, last: date):
    """As they stood on the last night; territories about too few are left out."""
    names = dict(Territory.objects.order_by("path").values_list("code", "name"))
    for name, chart in BY_TERRITORY.items():
        rows = Figure.objects.filter(name=name, day__range=(first, last))
        latest = rows.order_by("-day").values_list("day", flat=True).first()
        values = dict(rows.filter(day=latest).exclude(territory="").values_list("territory", "value"))
        for code, territory in names.items():
            if code in values:
                yield f"{name}_in_{code.lower()}"[:60], territory, values[code], FIGURES[name][1], chart
