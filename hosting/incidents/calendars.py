"""Planned maintenances as one iCalendar (RFC 5545), to subscribe to."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.core.feed_words import as_title

from .models import Incident, Kind

PAST_KEPT = timedelta(days=90)
AT_MOST = 200


def maintenances(now=None):
    """To come, under way, and those of the last months, so that a subscribed agenda does not lose yesterday at once."""
    since = (now or timezone.now()) - PAST_KEPT
    rows = Incident.objects.published().filter(kind=Kind.MAINTENANCE, ends_at__gt=since)
    return rows.order_by("-starts_at", "-number").with_details()[:AT_MOST]


def calendar_of(rows, site_url: str) -> bytes:
    """The file; the library folds, escapes and ends lines as the RFC wants."""
    calendar = Calendar()
    calendar.add("prodid", "-//Chatière//Maintenance//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Planned maintenance"))
    for one in rows:
        calendar.add_component(_event(one, site_url))
    return calendar.to_ical()


def _event(one: Incident, site_url: str) -> Event:
    event = Event()
    said = list(one.updates.all())
    services = ", ".join(row.service.name for row in one.touched.all())
    lines = [services, one.summary, one.to_do and f"{_('To do on your side')} : {one.to_do}", one.fixes]
    event.add("uid", f"maintenance-{one.number}@{site_url.partition('//')[2]}")
    # the latest word is the latest change; a stamp of the moment would make another file of each reading
    event.add("dtstamp", (said[-1].at if said else one.starts_at).astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("summary", as_title(one.title))
    event.add("description", as_title("\n".join(line for line in lines if line)))
    event.add("url", site_url + one.get_absolute_url())
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def maintenance_calendar(request) -> HttpResponse:
    """All of them in one file."""
    body = calendar_of(maintenances(), settings.WAGTAILADMIN_BASE_URL.rstrip("/"))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="maintenances.ics"'
    return response
