"""The page of a topic, made once for all members who read it alike (portal.core.same_state).

Whoever wrote something on the page, opened the topic or joined its report sees things of their own there: their page is
kept for them alone. It is made at each request for moderators, who see more than others, for who began an answer, whose
words change without notice, and where a topic waits or was removed. Who may open the topic at all is asked before, at
each request.
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


def shared_page(topic, number: int, generation: str) -> tuple[SharedPage, list | None]:
    """No query once it is kept; when it is not, also the messages that were read for it, without those that wait."""
    seen = None

    def read() -> SharedPage:
        nonlocal seen
        posts = list(topic.posts.on_page(number).with_people())
        seen = [post for post in posts if post.approved]
        return SharedPage(frozenset(post.poster_id for post in posts), seen[-1].created if seen else None)

    return page_cache.remember(f"topic-page:{topic.pk}:{number}", read, since=generation), seen


def may_be_alike(topic, request) -> bool:
    """Whether this member's page may be kept, as far as one knows without its messages."""
    person = request.user
    if not person.is_authenticated or not topic.is_shown or not request.GET.keys() <= {"page"}:
        return False
    return not (topic.known.has_draft or rules.may_moderate(person))


def state(request, topic, number: int, generation: str, *, wrote: bool) -> str | None:
    """The name of all that the page shows of its reader, who `wrote` on it or not; nothing else of them is there."""
    person = request.user
    has_part = wrote or topic.poster_id == person.pk or topic.known.has_joined
    report = getattr(topic, "bug_report", None)
    other = report.duplicate_of.topic if report and report.duplicate_of else None
    return same_state.state(
        "topic",
        request,
        generation,
        page=[topic.pk, number],
        of=person.pk if has_part else None,
        unread=unread_count(request),
        may_reply=rules.may_reply(topic, person),
        followed=topic.known.followed,
        voted=topic.known.has_voted,
        sees_same=bool(other and rules.may_see(other, person)),
    )
