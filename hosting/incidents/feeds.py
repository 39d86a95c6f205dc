"""Atom feed of incidents and of everything said about them, so that a reader learns the end as well as the start."""

import re

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Incident, IncidentUpdate

# Bounded: fifty entries of at most this many characters stay far under 200 kB.
ENTRIES = 50
ENTRY_LENGTH = 2000
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


class IncidentFeed(Feed):
    """Latest messages first, with announced maintenances among them."""

    feed_type = Atom1Feed
    title = gettext_lazy("Incidents")
    subtitle = gettext_lazy("What goes wrong, what is announced, and how it ended.")
    link = reverse_lazy("incidents:log")

    def items(self):
        """(moment, incident, update or None), latest first."""
        updates = (
            IncidentUpdate.objects.filter(incident__is_published=True)
            .select_related("incident")
            .order_by("-at", "-pk")[:ENTRIES]
        )
        silent = Incident.objects.published().filter(updates=None).order_by("-starts_at", "-number")[:ENTRIES]
        rows = [(one.at, one.incident, one) for one in updates]
        rows += [(one.starts_at, one, None) for one in silent]
        return sorted(rows, key=lambda row: (row[0], row[1].number), reverse=True)[:ENTRIES]

    def item_title(self, item):
        _moment, incident, update = item
        state = update.get_state_display() if update else incident.get_kind_display()
        return _clean(_("%(title)s: %(state)s") % {"title": incident.title, "state": state})

    def item_description(self, item):
        _moment, incident, update = item
        text = update.text if update else incident.summary
        return _clean(text)[:ENTRY_LENGTH]

    def item_link(self, item):
        anchor = f"#message-{item[2].pk}" if item[2] else ""
        return item[1].get_absolute_url() + anchor

    def item_guid(self, item):
        return self.item_link(item)

    def item_pubdate(self, item):
        return item[0]

    item_updateddate = item_pubdate
