"""Dates as iCalendar, for the agenda of whoever comes."""

from datetime import UTC, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from .models import EventPage, HostSettings
from .presentation import place

PAST_KEPT = 20


def calendar_of(events, request) -> Calendar:
    """A calendar with these dates; addresses are of the host that was asked."""
    host = HostSettings.load(request)
    calendar = Calendar()
    calendar.add("prodid", "-//Chatière//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{host.name}, {_('dates')}")
    for page in events:
        calendar.add_component(_event(page, request))
    return calendar


def _event(page: EventPage, request) -> Event:
    event = Event()
    event.add("uid", f"{page.translation_key}@chatiere")
    event.add("summary", page.title)
    event.add("dtstart", page.starts_at.astimezone(UTC))
    if page.ends_at:
        event.add("dtend", page.ends_at.astimezone(UTC))
    event.add("dtstamp", page.last_published_at.astimezone(UTC))
    event.add("description", page.summary)
    event.add("location", place(page))
    event.add("url", request.build_absolute_uri(page.get_url(request)))
    return event


def _answer(calendar: Calendar, name: str) -> HttpResponse:
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def all_dates(request):
    """What comes, and the latest that were, so that a subscribed agenda does not lose yesterday at once."""
    recent = EventPage.past().filter(starts_at__gte=timezone.now() - timedelta(days=90))[:PAST_KEPT]
    return _answer(calendar_of([*EventPage.upcoming(), *recent], request), "agenda")


def one_date(request, slug: str):
    """One date by the slug of its page."""
    page = get_object_or_404(EventPage.objects.live().public(), slug=slug)
    return _answer(calendar_of([page], request), page.slug)
