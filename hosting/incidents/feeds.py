"""Atom feed of incidents and of everything said about them, so that a reader learns the end as well as the start; of
all services, or of one."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from hosting.services.models import Service
from portal.core.feed_words import as_summary, as_title

from .models import Incident, IncidentUpdate

ENTRIES = 50
ENTRY_LENGTH = 1500
# Of titles and summaries, as they weigh in the file: with the rest of fifty entries it stays below 200 kB.
WEIGHT = 165_000


def latest(service: Service | None = None) -> list[tuple]:
    """(moment, incident, update or None), latest first: what was said, and entries of which nothing was said. Never
    more than ENTRIES, nor heavier than WEIGHT."""
    updates = IncidentUpdate.objects.filter(incident__is_published=True).select_related("incident")
    silent = Incident.objects.published().filter(updates=None)
    if service is not None:
        updates = updates.filter(incident__touched__service=service)
        silent = silent.on_service(service)
    rows = [(one.at, one.incident, one) for one in updates.order_by("-at", "-pk")[:ENTRIES]]
    rows += [(one.starts_at, one, None) for one in silent.order_by("-starts_at", "-number")[:ENTRIES]]
    rows.sort(key=lambda row: (row[0], row[1].number, row[2].pk if row[2] else 0), reverse=True)
    kept, weight = [], 0
    for row in rows[:ENTRIES]:
        weight += sum(len(escape(text).encode()) for text in (_title(row), _summary(row)))
        if weight > WEIGHT:
            break
        kept.append(row)
    return kept


def _title(row) -> str:
    _moment, incident, update = row
    state = update.get_state_display() if update else incident.get_kind_display()
    return as_title(_("%(title)s: %(state)s") % {"title": incident.title, "state": state})


def _summary(row) -> str:
    _moment, incident, update = row
    return as_summary(update.text if update else incident.summary, ENTRY_LENGTH)


def address(row) -> str:
    """Where it can be read, and its name for feed readers: the same in the feed and in the copy that another host
    serves, whatever name the portal was asked by."""
    _moment, incident, update = row
    anchor = f"#message-{update.pk}" if update else ""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + incident.get_absolute_url() + anchor


def as_file() -> bytes:
    """The feed of all services, made without a request."""
    site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    feed = Atom1Feed(
        title=_("Incidents"),
        link=site + reverse("incidents:log"),
        description=_("What goes wrong, what is announced, and how it ended."),
        language=settings.LANGUAGE_CODE,
        feed_url=site + reverse("incidents:feed"),
    )
    for row in latest():
        place, moment = address(row), row[0]
        feed.add_item(_title(row), place, _summary(row), unique_id=place, pubdate=moment, updateddate=moment)
    return feed.writeString("utf-8").encode()


class IncidentFeed(Feed):
    """Latest messages first, with announced maintenances among them."""

    feed_type = Atom1Feed

    def get_object(self, request, slug: str = ""):
        return get_object_or_404(Service.objects.in_catalogue(), slug=slug) if slug else None

    def title(self, service):
        return as_title(_("Incidents: %(service)s") % {"service": service.name}) if service else _("Incidents")

    def subtitle(self, service):
        return _("What goes wrong, what is announced, and how it ended.")

    def link(self, service):
        return reverse("incidents:service", args=[service.slug]) if service else reverse("incidents:log")

    def feed_url(self, service):
        return reverse("incidents:service-feed", args=[service.slug]) if service else reverse("incidents:feed")

    def items(self, service):
        return latest(service)

    def item_title(self, item):
        return _title(item)

    def item_description(self, item):
        return _summary(item)

    def item_link(self, item):
        return address(item)

    def item_guid(self, item):
        return address(item)

    def item_pubdate(self, item):
        return item[0]

    item_updateddate = item_pubdate
