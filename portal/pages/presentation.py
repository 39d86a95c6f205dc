"""Pages as the components of the look take them."""

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from portal.core.dates import date_format


def links_to(pages, request=None) -> list[dict]:
    """For components/links.html."""
    return [{"title": page.title, "url": page.get_url(request)} for page in pages]


def news_items(pages, request=None) -> list[dict]:
    """For components/news.html."""
    return [
        {"title": page.title, "url": page.get_url(request), "summary": page.summary, "date": page.date}
        for page in pages
    ]


def sheet_entries(sheets) -> list[dict]:
    """For components/entries.html."""
    return [{"title": one.title, "url": one.get_url(), "text": one.lead, "meta": one.theme} for one in sheets]


def moment(event) -> str:
    """« jeudi 3 décembre 2026, 18 h 00 à 20 h 30 », or both days when it lasts longer."""
    start = timezone.localtime(event.starts_at)
    day, hour = date_format(start, "l j F Y"), time_format(start, "TIME_FORMAT")
    if not event.ends_at:
        return _("%(day)s, %(hour)s") % {"day": day, "hour": hour}
    end = timezone.localtime(event.ends_at)
    words = {"day": day, "hour": hour, "end": time_format(end, "TIME_FORMAT")}
    if start.date() == end.date():
        return _("%(day)s, %(hour)s to %(end)s") % words
    return _("%(day)s, %(hour)s, until %(last)s, %(end)s") % {**words, "last": date_format(end, "l j F Y")}


def event_entries(events, request=None) -> list[dict]:
    """For components/entries.html."""
    return [
        {
            "title": one.title,
            "url": one.get_url(request),
            "text": one.summary,
            "meta": f"{moment(one).capitalize()}. {place(one)}",
            "facts": [one.price] if one.price else [],
        }
        for one in events
    ]


def place(event) -> str:
    """Where it is, in one line."""
    return ", ".join(part for part in (event.place, event.address) if part)


def ticket(event, heading: str = "", request=None) -> dict:
    """For components/ticket.html; `heading` makes it the home page's card."""
    facts = [
        {"term": _("When"), "text": moment(event)},
        {"term": _("Place"), "text": place(event)},
        {"term": _("Places"), "text": str(event.places) if event.places else ""},
        {"term": _("Price"), "text": event.price},
        {"term": _("For whom"), "text": event.audience},
        {"term": _("To register"), "text": event.contact},
    ]
    return {
        "id": f"date-{event.pk}",
        "heading": heading,
        "start": timezone.localtime(event.starts_at),
        "title": event.title,
        "url": event.get_url(request) if heading else "",
        "facts": facts,
        "state": {"label": _("Over"), "kind": "done"} if event.is_over else None,
        "label": _("See the details"),
        "action_url": event.get_url(request) if heading else "",
    }
