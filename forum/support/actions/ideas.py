"""Ideas: supporting one, taking the vote back, deciding."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forum import rules, signals
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic

from ..models import IdeaDecision, IdeaVote


@transaction.atomic
def vote(*, topic: Topic, by, wanted: bool) -> int:
    """Support an idea, or take the vote back; twice is once. Returns how many support it. Raises PermissionDenied, also
    when it was decided meanwhile."""
    topic = actions.lock(topic)
    if not rules.may_vote(topic, by):
        raise PermissionDenied
    if wanted:
        IdeaVote.objects.get_or_create(topic=topic, person=by)
    else:
        IdeaVote.objects.filter(topic=topic, person=by).delete()
    return count_votes(topic.pk)


def count_votes(topic_pk: int) -> int:
    """Put the number of votes on a topic. Its words do not change: nothing is indexed again."""
    count = IdeaVote.objects.filter(topic=topic_pk).count()
    Topic.objects.filter(pk=topic_pk).update(votes_count=count)
    return count


def vote_left(instance, **_kwargs) -> None:
    """Receiver of post_delete for votes: whoever lets go of their account takes their votes along."""
    count_votes(instance.topic_id)


@transaction.atomic
def decide_idea(*, topic: Topic, by, outcome: str, reason: str = "") -> IdeaDecision:
    """What becomes of an idea; an empty outcome opens it to votes again. Raises PermissionDenied, ValidationError."""
    topic = actions.lock(topic)
    if not rules.may_moderate(by) or not rules.is_idea(topic):
        raise PermissionDenied
    if outcome == topic.outcome:
        raise ValidationError({"outcome": _("That is what holds already.")})
    if outcome == Topic.Outcome.DECLINED and not reason.strip():
        raise ValidationError({"reason": _("Say why: the people who supported it will read it.")})
    topic.outcome = outcome
    topic.save(update_fields=["outcome", "updated"])
    decision = IdeaDecision.objects.create(topic=topic, outcome=outcome, reason=reason.strip(), decided_by=by)
    signals.idea_decided.send(sender=IdeaDecision, decision=decision)
    return decision
