"""The public log: how things are now, the last ninety days, and every entry at its own address."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hosting.services.models import Service
from hosting.services.states import attach

from .headline import headline
from .history import last_ninety_days
from .models import Incident, Kind

LATEST_SHOWN = 12


def by_month(incidents) -> list[tuple]:
    """Incidents, latest first, in groups of (first day of the month, incidents)."""
    return [
        (month, list(group))
        for month, group in groupby(incidents, key=lambda one: timezone.localdate(one.starts_at).replace(day=1))
    ]


def log(request):
    """What is open, what is announced, ninety days of each service, the latest entries by month."""
    now = timezone.now()
    services = attach(Service.objects.in_catalogue())
    published = Incident.objects.published()
    ongoing = list(published.ongoing(now).order_by("-starts_at").with_details())
    title = headline([one.state_now.code for one in services])
    band = {
        "title": title,
        "field": "night",
        "lead": _("The cat is watching."),
        "links": [{"label": _("Feed of incidents"), "url": reverse("incidents:feed")}],
        "art": "img/cat-watching.svg",
        "art_width": 440,
        "art_height": 240,
    }
    context = {
        "nav_section": "incidents",
        "band": band,
        "now": now,
        "ongoing": ongoing,
        "planned": published.planned(now).with_details()[:5],
        "histories": last_ninety_days(services, now),
        "months": by_month(published.over(now).prefetch_related("updates")[:LATEST_SHOWN]),
        "years": years(published),
        # the banner would say the same again
        "ongoing_incidents": [],
    }
    return render(request, "incidents/log.html", context)


def years(published) -> list[int]:
    """Years with an entry, latest first."""
    return [date.year for date in published.datetimes("starts_at", "year", order="DESC")]


def year_log(request, year: int):
    """Every entry of a year. 404 for a year without one."""
    published = Incident.objects.published()
    incidents = list(published.of_year(year).filter(starts_at__lte=timezone.now()).prefetch_related("updates"))
    if not incidents:
        raise Http404
    band = {
        "title": _("Incidents of %(year)s") % {"year": year},
        "field": "night",
        "crumbs": [{"title": _("Incidents"), "url": reverse("incidents:log")}],
    }
    context = {"nav_section": "incidents", "band": band, "months": by_month(incidents), "years": years(published)}
    return render(request, "incidents/year.html", context | {"year": year})


def incident(request, number: int):
    """One entry with everything that was said, at an address that stays."""
    entry = get_object_or_404(Incident.objects.published().with_details(), number=number)
    band = {
        "title": entry.title,
        "field": "night",
        "crumbs": [{"title": _("Incidents"), "url": reverse("incidents:log")}],
        "lead": entry.summary,
        "state": entry_state(entry),
        "facts": [_("No. %(number)s") % {"number": entry.number}],
    }
    context = {"nav_section": "incidents", "band": band, "incident": entry, "facts": facts(entry)}
    return render(request, "incidents/incident.html", context)


def entry_state(entry: Incident) -> dict:
    """Where an entry stands, for components/state.html."""
    if entry.is_planned():
        return {"label": _("Planned maintenance") if entry.is_maintenance else _("Announced"), "kind": "plan"}
    if entry.is_ongoing():
        return {"label": _("Under way"), "kind": "plan" if entry.is_maintenance else "bad"}
    return {"label": _("Over"), "kind": "done"}


def facts(entry: Incident) -> list[dict]:
    """The short facts beside an entry."""
    from django.utils.formats import date_format

    def moment(value):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")

    rows = [
        {"term": _("Services touched"), "text": ", ".join(one.service.name for one in entry.touched.all())},
        {"term": _("Start"), "text": moment(entry.starts_at)},
        {"term": _("End"), "text": moment(entry.ends_at) if entry.ends_at else ""},
        {"term": _("To do on your side"), "text": entry.to_do},
        {"term": _("What it repairs"), "text": entry.fixes},
    ]
    if entry.kind == Kind.INCIDENT:
        lost = _("Yes: see the account") if entry.data_lost else _("No")
        rows.append({"term": _("Severity"), "text": entry.get_severity_display()})
        rows.append({"term": _("Data lost or exposed"), "text": lost})
    return rows
