"""« Is it known already? » What a report being written may repeat: incidents, topics, sheets and lessons.

Only what every visitor may read is offered: the index of the search holds nothing else.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from forum.machina.forum_conversation.models import Topic
from hosting.incidents.models import Incident
from portal.search import matching, stems
from portal.search.models import IndexEntry

from . import presentation
from .models import BugReport

LOOKED_AT = 40  # entries of the index that are weighed
SHOWN = 3  # of each kind
ENOUGH = 0.5  # share of the words that an entry must hold
READING = ("faq", "sheet", "lesson", "text", "service", "page")
# A double click must not be told that its own report, a moment old, is known.
ITS_OWN = timedelta(minutes=10)


@dataclass
class Known:
    """What was found; `topics` are rows of topics with their report, `reading` entries of the index."""

    incidents: list = field(default_factory=list)
    topics: list = field(default_factory=list)
    reading: list = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.incidents or self.topics or self.reading)

    @property
    def keys(self) -> list[str]:
        """Names of what is offered, so that a form can say what its writer has seen."""
        return [
            *(f"incident-{one.pk}" for one in self.incidents),
            *(f"topic-{one.pk}" for one in self.topics),
            *(f"entry-{one.pk}" for one in self.reading),
        ]

    @property
    def incident_rows(self) -> list[dict]:
        return [{"title": one.title, "url": one.get_absolute_url()} for one in self.incidents]

    @property
    def topic_rows(self) -> list[dict]:
        return [presentation.topic_row(one) | {"join": _joinable(one)} for one in self.topics]

    @property
    def reading_rows(self) -> list[dict]:
        return [{"title": one.title, "url": one.url} for one in self.reading]


def _joinable(topic: Topic) -> int | None:
    report = getattr(topic, "bug_report", None)
    return topic.pk if report and report.is_open else None


def known_already(*, person, words: str, service=None) -> Known:
    """What is worth reading before this is sent. A bounded number of queries; nothing for too few words."""
    found = Known()
    if service is not None:
        ongoing = Incident.objects.published().ongoing().filter(touched__service=service, touched__restored_at=None)
        found.incidents = list(ongoing.worst_first()[:SHOWN])
    entries = _entries_like(words)
    numbers = [int(one.object_id) for one in entries if one.kind == "topic"]
    topics = Topic.objects.public().with_list_row().in_bulk(numbers)
    recent = timezone.now() - ITS_OWN
    for number in numbers:
        topic = topics.get(number)
        if topic and not (topic.poster_id == person.pk and topic.created > recent) and _is_worth(topic):
            found.topics.append(topic)
    found.topics = found.topics[:SHOWN]
    found.reading = [one for one in entries if one.kind in READING][:SHOWN]
    return found


def _is_worth(topic: Topic) -> bool:
    """A report that repeats another leads nowhere."""
    report = getattr(topic, "bug_report", None)
    return report is None or report.state != BugReport.State.DUPLICATE


def _entries_like(words: str) -> list[IndexEntry]:
    """Entries that hold at least half of the words, one of them in the title; those that hold the most first."""
    wanted = set(stems.query_stems(words))
    if len(wanted) < 2:
        return []
    hits = [hit for hit in matching.find(words) if hit.kind in ("topic", *READING)][:LOOKED_AT]
    rows = IndexEntry.objects.defer("text").in_bulk([hit.pk for hit in hits])
    weighed = []
    for place, hit in enumerate(hits):
        row = rows.get(hit.pk)
        if row is None:
            continue
        titled = wanted & {*row.title_stems.split()}
        held = titled | (wanted & {*row.stems.split()})
        if titled and len(held) >= 2 and len(held) / len(wanted) >= ENOUGH:
            weighed.append((-len(held), place, row))
    return [row for _held, _place, row in sorted(weighed, key=lambda one: one[:2])]
