"""The public log: how things are now, the last ninety days, the months, a page a service, and every entry at its own
address."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hosting.services.models import Service
from hosting.services.states import attach
from portal.core.dates import date_format
from portal.notifications import centre

from . import news, presentation, slots, states
from .headline import headline
from .history import days_and_months
from .models import Incident, ServiceState

LATEST_SHOWN = 12
PLANNED_SHOWN = 5
OF_SERVICE_SHOWN = 30
MONTHS_OF_SERVICE = 12


def log(request):
    """What is open, what is announced, ninety days of each service, the latest entries by month."""
    now = timezone.now()
    services = attach(Service.objects.in_catalogue())
    published = Incident.objects.published()
    over = published.over(now).prefetch_related("touched__service")[:LATEST_SHOWN]
    days, windows, by_month = days_and_months(services, now)
    context = {
        "nav_section": "incidents",
        "band": _log_band(services, now),
        "posters": [presentation.poster(one) for one in _ongoing(published, now)],
        "planned": [
            {"incident": one, "state": presentation.state(one), "facts": presentation.facts(one)}
            for one in published.planned(now).with_touched()[:PLANNED_SHOWN]
        ],
        "services": [one.as_row() for one in days],
        "availability": presentation.availability(windows, by_month) if services else None,
        "how_counted": presentation.how_it_is_counted(),
        "months": presentation.months(over),
        "years": years(published, now),
        # the banner would say the same again
        "ongoing_incidents": [],
    }
    return render(request, "incidents/log.html", context)


def _ongoing(published, now):
    return published.ongoing(now).order_by("-starts_at", "-number").with_details()


def _log_band(services, now) -> dict:
    moment = date_format(timezone.localtime(now), "DATETIME_FORMAT")
    return {
        "title": headline([one.state_now.code for one in services]),
        "field": "night",
        "lead": _("The cat is watching. State of %(moment)s.") % {"moment": moment},
        "action": {"label": _("Be told by mail"), "url": reverse("incidents:subscribe")},
        "art": "img/cat-watching.svg",
        "art_width": 440,
        "art_height": 240,
    }


def years(published, now) -> list[int]:
    """Years in which something began, latest first. What is announced has no year yet."""
    return [moment.year for moment in published.filter(starts_at__lte=now).datetimes("starts_at", "year", order="DESC")]


def service_log(request, slug: str):
    """One service: now, ninety days, a year of months, its parts, its entries."""
    now = timezone.now()
    rows = Service.objects.in_catalogue().prefetch_related("components")
    [one] = attach([get_object_or_404(rows, slug=slug)])
    [days], windows, by_month = days_and_months([one], now, MONTHS_OF_SERVICE)
    entries = Incident.objects.published().on_service(one).filter(starts_at__lte=now)
    parts = states.component_states(now)
    context = {
        "nav_section": "incidents",
        "band": {
            "title": _("Incidents: %(service)s") % {"service": one.name},
            "field": "night",
            "crumbs": _crumbs(),
            "state": {"label": one.state_now.label, "kind": one.state_now.kind},
            "action": {"label": _("Be told by mail"), "url": reverse("incidents:subscribe")},
        },
        "service": one,
        "services": [days.as_row()],
        "parts": [
            {"term": part.name, "text": ServiceState(parts.get(part.pk, ServiceState.OPERATIONAL)).label}
            for part in one.components.all()
        ],
        "availability": presentation.availability_of_one(windows, by_month[0]),
        "how_counted": presentation.how_it_is_counted(),
        "months": presentation.months(
            entries.order_by("-starts_at", "-number").prefetch_related("touched__service")[:OF_SERVICE_SHOWN]
        ),
    }
    return render(request, "incidents/service.html", context)


def year_log(request, year: int):
    """Every entry of a year. 404 for a year without one."""
    now, published = timezone.now(), Incident.objects.published()
    offered = years(published, now)
    if year not in offered:
        raise Http404
    incidents = published.filter(starts_at__lte=now).of_year(year).prefetch_related("touched__service")
    band = {"title": _("Incidents of %(year)s") % {"year": year}, "field": "night", "crumbs": _crumbs()}
    context = {
        "nav_section": "incidents",
        "band": band,
        "months": presentation.months(incidents),
        "years": offered,
        "year": year,
    }
    return render(request, "incidents/year.html", context)


def incident(request, number: int):
    """One entry with everything that was said, at an address that stays."""
    entry = get_object_or_404(Incident.objects.published().with_details(), number=number)
    centre.read_here(request, thread=news.thread_of(entry))
    band = {
        "title": entry.title,
        "field": "night",
        "crumbs": _crumbs(),
        "lead": entry.summary,
        "state": presentation.state(entry),
        "facts": [_("No. %(number)s") % {"number": entry.number}],
    }
    context = {
        "nav_section": "incidents",
        "band": band,
        "incident": entry,
        "log": presentation.log(entry),
        "facts": presentation.facts(entry),
        "slots": slots.of(entry),
    }
    return render(request, "incidents/incident.html", context)


def _crumbs() -> list[dict]:
    return [{"title": _("Incidents"), "url": reverse("incidents:log")}]
