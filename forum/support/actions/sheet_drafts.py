"""Making a draft of an answer: once per topic and kind."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum import rules
from forum.machina.forum_conversation import actions
from forum.sheet_drafts import Maker, Solution

from ..models import AcceptedAnswer, SheetDraft
from ..presentation import author_of


def offered(topic, person, maker: Maker) -> bool:
    """To the team, where there is an accepted answer that everybody reads: a private word stays where it is."""
    public = topic.forum.is_public and topic.is_shown and topic.solved_at is not None
    return public and rules.may_moderate(person) and maker.may(person)


@transaction.atomic
def make_draft(*, topic, maker: Maker, by) -> SheetDraft:
    """A draft with the question as its title and the accepted answers as its body; the one that exists, if any.
    Nothing is published. Raises PermissionDenied, also without an accepted answer."""
    topic = actions.lock(topic)
    if not offered(topic, by, maker):
        raise PermissionDenied
    if existing := topic.sheet_drafts.filter(kind=maker.kind).first():
        return existing
    answers = [one.post for one in AcceptedAnswer.objects.on(topic)]
    if not answers:
        raise PermissionDenied
    solution = Solution(
        title=topic.subject,
        answers=[post.content.raw for post in answers],
        asked_by=author_of(topic),
        answered_by=list(dict.fromkeys(author_of(post) for post in answers)),
        url=topic.get_absolute_url(),
        topic_id=topic.pk,
    )
    return SheetDraft.objects.create(topic=topic, kind=maker.kind, key=maker.make(solution, by), made_by=by)
