"""The page of a topic, made once for all members who read it alike (portal.core.same_state).

Whoever wrote something on the page, opened the topic, joined its report or began an answer sees things of their own
there, and moderators see more than others: their pages are made for them alone, and so is a topic that waits or was
removed. Who may open the topic at all is asked before, at each request.
"""

from dataclasses import dataclass
from datetime import datetime

from forum import rules
from portal.core import page_cache, same_state
from portal.notifications.centre import unread_count


@dataclass(frozen=True)
class SharedPage:
    """Of the messages of a page: who wrote them, be it ones that wait or were removed, and the moment of the last that
    everybody who may read the topic sees."""

    writers: frozenset[int | None]
    last_seen: datetime | None

    def is_partly_of(self, person) -> bool:
        return person.pk in self.writers


def shared_page(topic, number: int, generation: str) -> SharedPage:
    """No query once it is kept."""

    def read() -> SharedPage:
        rows = list(topic.posts.on_page(number).values_list("poster_id", "created", "approved"))
        seen = [created for _poster, created, is_approved in rows if is_approved]
        return SharedPage(frozenset(poster for poster, *_rest in rows), seen[-1] if seen else None)

    return page_cache.remember(f"topic-page:{topic.pk}:{number}", read, since=generation)


def may_be_alike(topic, request) -> bool:
    """Whether this member's page may be that of others, as far as one knows without its messages."""
    person = request.user
    if not person.is_authenticated or not topic.is_shown or not request.GET.keys() <= {"page"}:
        return False
    known, own = topic.known, topic.poster_id == person.pk
    return not (own or known.has_draft or known.has_joined or rules.may_moderate(person))


def state(request, topic, number: int, generation: str) -> str | None:
    """The name of all that the page shows of its reader, of whom nothing stands there but that."""
    person = request.user
    report = getattr(topic, "bug_report", None)
    other = report.duplicate_of.topic if report and report.duplicate_of else None
    return same_state.state(
        "topic",
        request,
        generation,
        page=[topic.pk, number],
        unread=unread_count(request),
        may_reply=rules.may_reply(topic, person),
        followed=topic.known.followed,
        voted=topic.known.has_voted,
        sees_same=bool(other and rules.may_see(other, person)),
    )
