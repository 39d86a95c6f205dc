"""What becomes of accepted answers, votes and questions without an account when topics are merged or split. Called by
`merging` inside its transaction, its topics locked."""

from forum import rules
from forum.machina.forum_conversation.models import Post, Topic

from ..models import AcceptedAnswer, GuestQuestion, IdeaVote
from .answers import settle
from .guests import tell
from .ideas import count_votes


def guest_of(topic: Topic) -> GuestQuestion | None:
    return GuestQuestion.objects.filter(topic=topic).first()


def tell_guests(*topics: Topic) -> None:
    """Before messages get other numbers: whoever asked without an account is told what they were not told yet."""
    for question in filter(None, map(guest_of, topics)):
        tell(question)


def merge(topic: Topic, into: Topic, *, brought_from: int) -> None:
    """The messages of `topic` stand in `into` already, the first of them as number `brought_from`."""
    _merge_answers(topic, into)
    _merge_votes(topic, into)
    _merge_guest(topic, into, brought_from)


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


def _merge_guest(topic: Topic, into: Topic, brought_from: int) -> None:
    """Who asked without an account is told of what is answered there from now on, and of what was brought to them."""
    own = GuestQuestion.objects.filter(topic=into)
    if own.exists():
        own.update(told_number=brought_from - 1)
    else:
        GuestQuestion.objects.filter(topic=topic).update(topic=into, told_number=into.last_number)


def split(topic: Topic, posts: list[Post]) -> None:
    """These messages leave: what they answered is the question that they leave."""
    left, _rows = AcceptedAnswer.objects.filter(post__in=posts).delete()
    if left and rules.is_question(topic) and not AcceptedAnswer.objects.filter(post__topic=topic).exists():
        settle(topic, False)
