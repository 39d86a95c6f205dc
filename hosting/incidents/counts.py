"""What is counted of incidents every night, and how much of a year each service was operational."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from hosting.services.models import Service

from . import history
from .models import Incident, Kind

CENT = Decimal("0.01")


def register(figures) -> None:
    """`figures` is the registry of nightly figures."""
    for name, label, count in (
        ("incidents", _("Incidents"), begun),
        ("incidents_with_data_lost", _("Incidents with data lost or exposed"), begun_with_data_lost),
    ):
        figures.register(name, label, count, year=figures.Year.SUM)
    figures.register("availability", _("Services operational"), availability, unit="%", year=figures.Year.MEAN)


def _begun(day: date):
    begin, end = _hours_of(day, day)
    return Incident.objects.published().filter(kind=Kind.INCIDENT, starts_at__gte=begin, starts_at__lt=end)


def begun(day: date) -> int:
    return _begun(day).count()


def begun_with_data_lost(day: date) -> int:
    return _begun(day).filter(data_lost=True).count()


def availability(day: date) -> Decimal:
    """Share of the day in which services were operational, on average over the catalogue, in percent."""
    shares = [percent for _service, percent in availability_of_services(day, day)]
    return sum(shares, Decimal()) / len(shares) if shares else Decimal(100)


def availability_of_services(first: date, last: date) -> list[tuple[Service, Decimal]]:
    """Of each service of the catalogue that was open, the share of these days (both counted) in which it was
    operational, as the log counts it (history.py), in percent. 3 queries."""
    histories = history.between(Service.objects.in_catalogue(), *_hours_of(first, last))
    return [(one.service, Decimal(one.share).quantize(CENT)) for one in histories if one.share is not None]


def _hours_of(first: date, last: date) -> tuple[datetime, datetime]:
    return history.midnight(first), history.midnight(last + timedelta(days=1))
