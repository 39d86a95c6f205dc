"""Incidents in the search of the site."""

from portal.core import markdown
from portal.search import actions as search_actions
from portal.search.registry import Entry

from .models import Incident


def rows():
    """What everybody may read."""
    return Incident.objects.published().prefetch_related("updates")


def entry(incident: Incident) -> Entry:
    """Title, sentence, messages and account of one incident."""
    said = [one.text for one in incident.updates.all()]
    return Entry(
        title=incident.title,
        url=incident.get_absolute_url(),
        summary=incident.summary or (said[-1] if said else ""),
        text=" ".join([*said, markdown.plain_text(incident.postmortem)]),
        updated_at=incident.starts_at,
    )


def index_again(sender, incident, **_kwargs) -> None:
    """What is said of an incident is found with it."""
    search_actions.index(incident)
