"""Merging two topics, splitting one. Links to every message keep leading to it; a number is never given twice."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import rules, signals
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Post, Topic

from .. import found
from ..models import Affected, BugReport, InternalNote, MergedTopic, ModerationDecision, MovedMessage
from . import outcomes
from .bug_reports import change_state
from .moderation import keep_decision

Kind = ModerationDecision.Kind


@transaction.atomic
def merge_topics(*, topic: Topic, into: Topic, by, reason: str) -> ModerationDecision:
    """Put all messages of a topic among those of another, by date; its first message stays the first, since it holds
    the title and the question. Followers, « me too », votes, accepted answers, notes and history go with them. Raises
    PermissionDenied or ValidationError."""
    _check(by, reason)
    if topic.pk == into.pk:
        raise ValidationError({"into": _("This is the same topic.")})
    locked = Topic.objects.select_related("forum").select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in locked.filter(pk__in=[topic.pk, into.pk])}
    topic, into = found[topic.pk], found[into.pk]
    if topic.removed_at or into.removed_at:
        raise ValidationError({"into": _("A removed topic cannot be merged.")})
    _keep_private(topic.forum, into.forum, "into")
    guest = outcomes.guest_of(topic)
    outcomes.tell_guests(topic, into)
    brought_from = _move_messages(topic, into)
    outcomes.merge(topic, into, brought_from=brought_from)
    _move_rows(topic, into, by=by, reason=reason)
    MergedTopic.objects.create(topic=topic, into=into)
    topic.removed_at = timezone.now()
    topic.save()
    for one in sorted((topic, into), key=lambda one: one.forum_id):
        one.update_trackers()
    signals.topics_merged.send(sender=Topic, topic=topic, into=into)
    return keep_decision(into, Kind.MERGE, by, reason, before=topic.subject, told=topic.poster or guest)


def _move_messages(topic: Topic, into: Topic) -> int:
    """Returns the number of the first message brought. What stands before it keeps its number; the rest is numbered on
    from the last one, so that no number is given twice and every old one leads on."""
    rows = Post.objects.filter(topic__in=[topic, into]).order_by("number").only("pk", "topic_id", "number", "created")
    here = [post for post in rows if post.topic_id == into.pk]
    brought = [post for post in rows if post.topic_id == topic.pk]
    # of two of the same moment, the one that stood here comes first
    by_date = here[:1] + sorted(here[1:] + brought, key=lambda post: post.created)
    stay = next(place for place, post in enumerate(by_date) if post.topic_id == topic.pk)
    renumbered = by_date[stay:]
    former = [MovedMessage(topic_id=post.topic_id, number=post.number, post_id=post.pk) for post in renumbered]
    MovedMessage.objects.bulk_create(former, batch_size=500)
    first = into.last_number + 1
    for number, post in enumerate(renumbered, start=first):
        post.topic_id, post.number = into.pk, number
    Post.objects.bulk_update(renumbered, ["topic", "number"], batch_size=300)
    into.last_number = first + len(renumbered) - 1
    into.save()
    return first


def _move_rows(topic: Topic, into: Topic, *, by, reason: str) -> None:
    into.subscribers.add(*topic.subscribers.all())
    InternalNote.objects.filter(topic=topic).update(topic=into)
    # their messages went, so decisions about them are read beside the new place
    ModerationDecision.objects.filter(topic=topic).exclude(post=None).update(topic=into)
    report, other = (BugReport.objects.filter(topic=one).first() for one in (topic, into))
    if report is None:
        return
    if other is None:
        BugReport.objects.filter(pk=report.pk).update(topic=into)
        Topic.objects.filter(pk=into.pk).update(solved_at=topic.solved_at)
        return
    people = {*report.affected.values_list("person", flat=True), topic.poster_id} - {None, into.poster_id}
    Affected.objects.bulk_create([Affected(report=other, person_id=key) for key in people], ignore_conflicts=True)
    if report.state != BugReport.State.DUPLICATE:
        change_state(report=report, to=BugReport.State.DUPLICATE, by=by, reason=reason, duplicate_of=other)


@transaction.atomic
def split_topic(*, topic: Topic, numbers, subject: str, board: Forum, by, reason: str) -> Topic:
    """Make a topic of its own of some messages; never of the first, which holds the old one."""
    _check(by, reason)
    topic = Topic.objects.select_related("forum").select_for_update(of=("self",)).get(pk=topic.pk)
    posts = list(topic.posts.filter(number__in=set(numbers)).order_by("number"))
    if not posts or len(posts) != len(set(numbers)):
        raise ValidationError({"numbers": _("The topic has no message with one of these numbers.")})
    if posts[0].is_first:
        raise ValidationError({"numbers": _("The first message holds the topic: it stays.")})
    if topic.removed_at:
        raise ValidationError(_("This topic is removed."))
    _keep_private(topic.forum, board, "board")
    MovedMessage.objects.bulk_create([MovedMessage(topic=topic, number=post.number, post=post) for post in posts])
    outcomes.split(topic, posts)
    new = _new_topic(posts, subject, board)
    for one in sorted((topic, new), key=lambda one: one.forum_id):
        one.update_trackers()
    found.index_pages_of(topic, new)
    keep_decision(new, Kind.SPLIT, by, reason, before=topic.subject)
    return new


def _new_topic(posts: list[Post], subject: str, board: Forum) -> Topic:
    first = posts[0]
    new = Topic.objects.create(
        forum=board,
        poster=first.poster,
        guest_name=first.guest_name,
        subject=subject,
        type=Topic.TOPIC_POST,
        status=Topic.TOPIC_UNLOCKED,
        approved=first.approved,
        last_number=len(posts),
        last_post_on=posts[-1].created,
    )
    # the topic is as old as its first message
    Topic.objects.filter(pk=new.pk).update(created=first.created)
    for number, post in enumerate(posts, start=1):
        Post.objects.filter(pk=post.pk).update(topic=new, number=number, subject=subject)
    new.refresh_from_db()
    ModerationDecision.objects.filter(post__in=posts).update(topic=new)
    return new


def _check(by, reason: str) -> None:
    if not rules.may_moderate(by):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the person concerned will read it.")})


def _keep_private(board: Forum, to: Forum, field: str) -> None:
    """What was said among few is never put before many by the way."""
    if rules.is_as_private(to, board):
        return
    if board.circle is not None:
        raise ValidationError({field: _("What was said in a private board is put before nobody else.")})
    raise ValidationError({field: _("More people read there: move the topic first, if that is what you want.")})
