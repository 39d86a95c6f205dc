"""The public log: how things are now, the last ninety days, and every entry at its own address."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hosting.services.models import Service
from hosting.services.states import attach
from portal.core.dates import date_format
from portal.notifications import centre

from . import news, presentation, slots
from .headline import headline
from .history import last_ninety_days
from .models import Incident

LATEST_SHOWN = 12
PLANNED_SHOWN = 5


def log(request):
    """What is open, what is announced, ninety days of each service, the latest entries by month."""
    now = timezone.now()
    services = attach(Service.objects.in_catalogue())
    published = Incident.objects.published()
    over = published.over(now).prefetch_related("touched__service")[:LATEST_SHOWN]
    context = {
        "nav_section": "incidents",
        "band": _log_band(services, now),
        "posters": [presentation.poster(one) for one in _ongoing(published, now)],
        "planned": [
            {"incident": one, "state": presentation.state(one), "facts": presentation.facts(one)}
            for one in published.planned(now).with_details()[:PLANNED_SHOWN]
        ],
        "services": [one.as_row() for one in last_ninety_days(services, now)],
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
        "links": [{"label": _("Feed of incidents"), "url": reverse("incidents:feed")}],
        "art": "img/cat-watching.svg",
        "art_width": 440,
        "art_height": 240,
    }


def years(published, now) -> list[int]:
    """Years in which something began, latest first. What is announced has no year yet."""
    return [moment.year for moment in published.filter(starts_at__lte=now).datetimes("starts_at", "year", order="DESC")]


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
