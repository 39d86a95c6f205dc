"""What becomes of accepted answers, votes and questions without an account when topics are merged or split. Called by
`merging` inside its transaction, its topics locked."""

from django.db.models import F

from forum import rules
from forum.machina.forum_conversation.models import Post, Topic

from ..models import AcceptedAnswer, GuestQuestion, IdeaVote
from .answers import settle
from .ideas import count_votes


def merge(topic: Topic, into: Topic) -> None:
    """The messages of `topic` stand in `into` already."""
    _merge_answers(topic, into)
    _merge_votes(topic, into)
    _merge_guest(topic, into)


def _merge_answers(topic: Topic, into: Topic) -> None:
    """What answered one answered the other. Where it is no question, nothing is an accepted answer."""
    brought = AcceptedAnswer.objects.filter(post__topic=into, post__former_places__topic=topic)
    if not rules.is_question(into):
        brought.delete()
    elif topic.solved_at and brought.exists():
        settle(into, True)


def _merge_votes(topic: Topic, into: Topic) -> None:
    """Whoever wanted one idea wants the other, its author too; each counts once, and nobody for their own."""
    if not (rules.is_idea(topic) and rules.is_idea(into)):
        return
    people = {*topic.votes.values_list("person", flat=True), topic.poster_id} - {None, into.poster_id}
    IdeaVote.objects.bulk_create([IdeaVote(topic=into, person_id=key) for key in people], ignore_conflicts=True)
    into.votes_count = count_votes(into.pk)


def _merge_guest(topic: Topic, into: Topic) -> None:
    """Who asked without an account is told of what is answered there."""
    if not GuestQuestion.objects.filter(topic=into).exists():
        offset = into.last_number - topic.last_number
        GuestQuestion.objects.filter(topic=topic).update(topic=into, told_number=F("told_number") + offset)


def split(topic: Topic, posts: list[Post]) -> None:
    """These messages leave: what they answered is the question that they leave."""
    left, _rows = AcceptedAnswer.objects.filter(post__in=posts).delete()
    if left and rules.is_question(topic) and not AcceptedAnswer.objects.filter(post__topic=topic).exists():
        settle(topic, False)
