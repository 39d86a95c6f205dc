"""What one member has to do with a topic: asked by every topic page, in one query that is put into SQL once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from forum.machina.forum_conversation.models import Topic
from forum.machina.forum_tracking.models import TopicReadTrack
from portal.core.questions import Question
from portal.notifications.models import Follow

from .models import Affected, Draft, IdeaVote


@dataclass(frozen=True)
class Knowledge:
    """Until when they have read it (None: never), how often they hear of it ("": they do not follow it), whether they
    began an answer, joined its report, voted for its idea."""

    read_up_to: datetime | None = None
    followed: str = ""
    has_draft: bool = False
    has_joined: bool = False
    has_voted: bool = False


def knowledge(topic: Topic, person) -> Knowledge | None:
    """None for a visitor."""
    if not person.is_authenticated:
        return None
    for read_up_to, followed, *has in _KNOWN.rows(topic.pk, person.pk):
        return Knowledge(read_up_to, followed or "", *map(bool, has))
    return Knowledge()


def _known(topic_id: int, person_id: int):
    topic = OuterRef("pk")
    marks = TopicReadTrack.objects.filter(user=person_id, topic=topic).values("mark_time")
    follows = Follow.objects.filter(person=person_id, subject="topic", number=topic).values("frequency")
    return Topic.objects.filter(pk=topic_id).values_list(
        Subquery(marks[:1]),
        Subquery(follows[:1]),
        Exists(Draft.objects.filter(person=person_id, topic=topic)),
        Exists(Affected.objects.filter(person=person_id, report__topic=topic)),
        Exists(IdeaVote.objects.filter(person=person_id, topic=topic)),
    )


_KNOWN = Question(_known)
