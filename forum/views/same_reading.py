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
    """Of a page of a topic, whoever reads: its number, then of each message the author, the time and whether it shows
    to others. Questions are for people who are signed in."""

    number: int
    messages: tuple[tuple[int | None, datetime, bool], ...]

    def is_partly_of(self, person) -> bool:
        """Whether this person wrote one of the messages, be it one that waits or was removed."""
        return any(author == person.pk for author, _moment, _shows in self.messages)

    def last_seen_by(self, person) -> datetime | None:
        """The moment of the last message that this person sees there."""
        everything = rules.may_moderate(person)
        for author, moment, shows in reversed(self.messages):
            if shows or everything or author == person.pk:
                return moment
        return None


def shared_page(topic, number: int, generation: str) -> SharedPage:
    """No query once it is kept."""

    def read() -> SharedPage:
        rows = topic.posts.on_page(number).values_list("poster_id", "created", "approved")
        return SharedPage(number, tuple(rows))

    return page_cache.remember(f"topic-page:{topic.pk}:{number}", read, since=generation)


def state(request, topic, shared: SharedPage, generation: str) -> str | None:
    """The name of all that the page shows of its reader; None when it is for one reader alone."""
    person = request.user
    if not topic.is_shown or not request.GET.keys() <= {"page"}:
        return None
    if topic.poster_id == person.pk or shared.is_partly_of(person) or rules.may_moderate(person):
        return None
    if topic.known.has_draft or topic.known.has_joined:
        return None
    report = getattr(topic, "bug_report", None)
    other = report.duplicate_of.topic if report and report.duplicate_of else None
    return same_state.state(
        "topic",
        request,
        generation,
        page=[topic.pk, shared.number],
        unread=unread_count(request),
        may_reply=rules.may_reply(topic, person),
        followed=topic.known.followed,
        voted=topic.known.has_voted,
        sees_same=bool(other and rules.may_see(other, person)),
    )
