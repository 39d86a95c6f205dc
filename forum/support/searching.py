"""The search of the forum: the site's own index, asked for topics that the asker may read.

Who may read, in which state a topic is and which tags it bears are asked of the topics themselves at that moment; the
index only says where words stand. So a board that is closed to others is closed in the search as well.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import POSTS_PER_PAGE, Post, Topic
from portal.search import extracts, matching
from portal.search.models import IndexEntry

from . import found
from .models import BugReport

REPORTS, QUESTIONS, IDEAS, OTHERS = "bug", "question", "idee", "autre"
YES, NO = "oui", "non"
LATEST = "date"
_NO_REPORT = Q(bug_report=None)
_QUESTION = _NO_REPORT & Q(forum__kind=Forum.Kind.HELP)
_KINDS = {
    REPORTS: ~_NO_REPORT,
    QUESTIONS: _QUESTION,
    IDEAS: _NO_REPORT & Q(forum__kind=Forum.Kind.IDEAS),
    OTHERS: _NO_REPORT & Q(forum__kind__in=[Forum.Kind.DISCUSSION, Forum.Kind.ANNOUNCEMENTS]),
}
_SOLVED = {
    YES: Q(solved_at__isnull=False),
    # what can be solved and is not: neither an idea, nor a report that was closed
    NO: Q(solved_at=None) & (_QUESTION | Q(bug_report__state__in=BugReport.OPEN)),
}
NAMESAKES = 50  # people of one public name that are looked at


def topics_asked(asked: dict, boards: list[Forum]) -> QuerySet:
    """Topics of these boards that everybody who reads them sees, narrowed by the fields of the form."""
    slug = asked.get("rubrique")
    topics = Topic.objects.shown().filter(forum__in=[one.pk for one in boards if slug in ("", None, one.slug)])
    if asked.get("genre"):
        topics = topics.filter(_KINDS[asked["genre"]])
    if asked.get("resolu"):
        topics = topics.filter(_SOLVED[asked["resolu"]])
    state = asked.get("etat")
    if state:
        topics = topics.filter(Q(outcome=state) if state in Topic.Outcome.values else Q(bug_report__state=state))
    if asked.get("service"):
        topics = topics.filter(bug_report__service__slug=asked["service"])
    if asked.get("etiquette"):
        topics = topics.filter(tags__slug=asked["etiquette"])
    if asked.get("auteur"):
        topics = topics.filter(_started_by(asked["auteur"]))
    if asked.get("depuis"):
        topics = topics.filter(last_post_on__gte=timezone.now() - timedelta(days=int(asked["depuis"])))
    return topics


def _started_by(name: str) -> Q:
    people = get_user_model().objects.filter(public_name__iexact=name).values_list("pk", flat=True)
    return Q(poster__in=list(people[:NAMESAKES])) | Q(poster=None, guest_name__iexact=name)


def results(words: str, topics: QuerySet, *, latest_first: bool) -> list[matching.PartHit]:
    """Where the words stand, best topics first; without any word, the topics themselves. At most a thousand."""
    if words:
        return matching.find_among(words, kind=found.KIND, among=topics.values("pk"), latest_first=latest_first)
    numbers = topics.order_by("-last_post_on", "-pk").values_list("pk", flat=True)[: matching.MOST_HITS]
    return [matching.PartHit(0, number, 1) for number in numbers]


def with_extracts(hits: list[matching.PartHit], wanted: set[str]) -> dict[int, dict]:
    """By topic: the lines around the words, and the number of the message that holds them. Two queries."""
    entries = IndexEntry.objects.in_bulk([hit.pk for hit in hits if hit.pk])
    numbers = _messages(hits, entries, wanted)
    return {
        hit.number: {"text": extracts.extract(entries[hit.pk], wanted), "message": numbers.get(hit.number, 1)}
        for hit in hits
        if hit.pk in entries
    }


def _messages(hits, entries, wanted: set[str]) -> dict[int, int]:
    """The first message of the page that holds the first of the words found there; none where Markdown hides it."""
    places = Q()
    for hit in hits:
        word = extracts.first_word(entries[hit.pk].text, wanted) if hit.pk in entries else ""
        if word:
            first = (hit.part - 1) * POSTS_PER_PAGE + 1
            numbers = (first, first + POSTS_PER_PAGE - 1)
            places |= Q(topic=hit.number, number__range=numbers, content__contains=word)
    if not places:
        return {}
    rows = Post.objects.shown().filter(places).order_by("-number").values_list("topic_id", "number")
    return dict(rows)
