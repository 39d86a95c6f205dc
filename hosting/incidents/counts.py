"""What is counted of incidents every night, and how much of a year each service was in order."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hosting.services.models import Service

from .models import Incident, IncidentService, Kind, ServiceState


def register(figures) -> None:
    """`figures` is the registry of nightly figures."""
    for name, label, count in (
        ("incidents", _("Incidents"), begun),
        ("incidents_with_data_lost", _("Incidents with data lost or exposed"), begun_with_data_lost),
    ):
        figures.register(name, label, count, year=figures.Year.SUM)
    figures.register("availability", _("Services in order"), availability, unit="%", year=figures.Year.MEAN)


def _begun(day: date):
    begin, end = _hours_of(day, day)
    return Incident.objects.published().filter(kind=Kind.INCIDENT, starts_at__gte=begin, starts_at__lt=end)


def begun(day: date) -> int:
    return _begun(day).count()


def begun_with_data_lost(day: date) -> int:
    return _begun(day).filter(data_lost=True).count()


def availability(day: date) -> Decimal:
    """Share of the day in which services were in order, on average over the catalogue, in percent."""
    shares = [percent for _service, percent in availability_of_services(day, day)]
    return sum(shares, Decimal()) / len(shares) if shares else Decimal(100)


def availability_of_services(first: date, last: date) -> list[tuple[Service, Decimal]]:
    """Of each service of the catalogue, the share of these days (both counted) in which no incident troubled it; what
    is still to come of them is left out. Planned maintenance is no trouble. 2 queries."""
    begin, end = _hours_of(first, last)
    end = min(end, timezone.now())
    services = list(Service.objects.in_catalogue())
    spans: dict[int, list] = {service.pk: [] for service in services}
    for row in _troubles(begin, end):
        if row.service_id in spans:
            spans[row.service_id].append((max(row.incident.starts_at, begin), min(row.ended_at() or end, end)))
    return [(service, _share(spans[service.pk], end - begin)) for service in services]


def _troubles(begin: datetime, end: datetime):
    rows = IncidentService.objects.filter(
        incident__is_published=True, incident__kind=Kind.INCIDENT, incident__starts_at__lt=end
    )
    rows = rows.exclude(incident__ends_at__lt=begin).exclude(state=ServiceState.OPERATIONAL)
    return rows.select_related("incident").order_by("incident__starts_at")


def _share(spans: list, whole: timedelta) -> Decimal:
    """Overlaps count once; never rounded up to 100 where there was a trouble."""
    trouble, reached = timedelta(), None
    for start, end in sorted(spans):
        start = max(start, reached) if reached else start
        trouble += max(end - start, timedelta())
        reached = max(reached or end, end)
    if not trouble or whole <= timedelta():
        return Decimal(100)
    return min(Decimal(100 * (1 - trouble / whole)).quantize(Decimal("0.01")), Decimal("99.99"))


def _hours_of(first: date, last: date) -> tuple[datetime, datetime]:
    zone_begin = timezone.make_aware(datetime.combine(first, time.min))
    return zone_begin, timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
