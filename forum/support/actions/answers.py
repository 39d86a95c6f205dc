"""Questions: accepting answers, saying that it is solved. Each locks the topic; done twice, the first time counts."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import rules, signals
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Post, Topic

from ..models import AcceptedAnswer


def _open(topic: Topic, by) -> Topic:
    """`topic` is locked."""
    if not rules.may_settle(topic, by):
        raise PermissionDenied
    return topic


def settle(topic: Topic, solved: bool) -> None:
    """Note on a locked topic that it is solved, or no longer; who may is the caller's to say."""
    if solved != bool(topic.solved_at):
        topic.solved_at = timezone.now() if solved else None
        topic.save(update_fields=["solved_at", "updated"])


@transaction.atomic
def accept_answer(*, post: Post, by) -> AcceptedAnswer:
    """This message answered; the question is solved. Raises PermissionDenied, ValidationError when the message is the
    question itself or was hidden meanwhile."""
    post = actions.lock_message(post)
    topic = _open(post.topic, by)
    if not rules.may_be_accepted(post):
        raise ValidationError(_("This message cannot be accepted: it is no answer, or it is hidden."))
    answer, is_new = AcceptedAnswer.objects.get_or_create(post=post, defaults={"accepted_by": by})
    settle(topic, True)
    if is_new:
        signals.answer_accepted.send(sender=AcceptedAnswer, answer=answer)
    return answer


@transaction.atomic
def withdraw_acceptance(*, post: Post, by) -> None:
    """It did not answer after all; without any accepted answer the question is open again. Raises PermissionDenied."""
    post = actions.lock_message(post)
    topic = _open(post.topic, by)
    removed, _rows = AcceptedAnswer.objects.filter(post=post).delete()
    if removed and not AcceptedAnswer.objects.filter(post__topic=topic).exists():
        settle(topic, False)


@transaction.atomic
def say_solved(*, topic: Topic, by, solved: bool) -> Topic:
    """It is settled, by no message in particular; or it is open again, and no answer is an accepted one any more.
    Raises PermissionDenied."""
    topic = _open(actions.lock(topic), by)
    if not solved:
        AcceptedAnswer.objects.filter(post__topic=topic).delete()
    settle(topic, solved)
    return topic
