"""Moderation: every decision names its reason in a row that stays. PermissionDenied unless team."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import rules, signals
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Post, Topic

from .. import notices
from ..models import ModerationDecision

Kind = ModerationDecision.Kind


def _check(by, reason: str) -> None:
    if not rules.may_moderate(by):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the person concerned will read it.")})


def _open(topic: Topic, by, reason: str) -> Topic:
    """Check and lock: what every decision on a topic starts with."""
    _check(by, reason)
    return actions.lock(topic)


def keep_decision(
    topic: Topic, kind: str, by, reason: str, *, post: Post | None = None, before="", rule="", facts="", told=None
) -> ModerationDecision:
    """Keep the decision, and tell whoever wrote what it is about; of a merged topic, `told`: it is about the other."""
    decision = ModerationDecision.objects.create(
        topic=topic,
        post=post,
        kind=kind,
        reason=reason.strip(),
        rule=rule,
        facts=facts.strip(),
        before=before,
        decided_by=by,
    )
    notices.tell_author(decision, told)
    return decision


@transaction.atomic
def lock_topic(*, topic: Topic, by, reason: str, rule: str = "", facts: str = "") -> ModerationDecision:
    """Nobody but the team can answer any more."""
    topic = _open(topic, by, reason)
    topic.status = Topic.TOPIC_LOCKED
    topic.save()
    return keep_decision(topic, Kind.LOCK, by, reason, rule=rule, facts=facts)


@transaction.atomic
def unlock_topic(*, topic: Topic, by, reason: str) -> ModerationDecision:
    topic = _open(topic, by, reason)
    topic.status = Topic.TOPIC_UNLOCKED
    topic.save()
    return keep_decision(topic, Kind.UNLOCK, by, reason)


@transaction.atomic
def move_topic(*, topic: Topic, to: Forum, by, reason: str) -> ModerationDecision:
    """Put a topic in another board; its old address leads to the new one. Raises
    ValidationError when that would show a private board to others."""
    topic = _open(topic, by, reason)
    left = topic.forum
    if not rules.may_go(topic, to):
        raise ValidationError(_("What was said in a private board is put before nobody else."))
    topic.forum = to
    topic.save()
    # In order of key, so that two opposite moves cannot wait for each other.
    for board in sorted((left, to), key=lambda one: one.pk):
        board.update_trackers()
    return keep_decision(topic, Kind.MOVE, by, reason, before=left.name)


@transaction.atomic
def remove_topic(*, topic: Topic, by, reason: str, rule: str = "", facts: str = "") -> ModerationDecision:
    """Take a topic out of sight; it can be restored."""
    topic = _open(topic, by, reason)
    topic.removed_at = timezone.now()
    topic.save()
    topic.forum.update_trackers()
    return keep_decision(topic, Kind.REMOVE, by, reason, rule=rule, facts=facts)


@transaction.atomic
def restore_topic(*, topic: Topic, by, reason: str) -> ModerationDecision:
    topic = _open(topic, by, reason)
    topic.removed_at = None
    topic.save()
    topic.forum.update_trackers()
    return keep_decision(topic, Kind.RESTORE, by, reason)


def _message(post: Post, by, reason: str) -> Post:
    _check(by, reason)
    return actions.lock_message(post)


@transaction.atomic
def remove_post(*, post: Post, by, reason: str, rule: str = "", facts: str = "") -> ModerationDecision:
    """Hide the words of a message; the reason stands in their place. For the first one, remove the topic."""
    post = _message(post, by, reason)
    if post.is_first:
        return remove_topic(topic=post.topic, by=by, reason=reason, rule=rule, facts=facts)
    actions.hide(post, reason=reason.strip())
    return keep_decision(post.topic, Kind.REMOVE, by, reason, post=post, rule=rule, facts=facts)


@transaction.atomic
def ask_for_change(*, post: Post, by, reason: str, rule: str = "", facts: str = "") -> ModerationDecision:
    """Leave a message where it is and ask its author to change it."""
    post = _message(post, by, reason)
    return keep_decision(post.topic, Kind.ASK, by, reason, post=post, rule=rule, facts=facts)


@transaction.atomic
def restore_post(*, post: Post, by, reason: str) -> ModerationDecision:
    post = _message(post, by, reason)
    post.removed_at, post.removal_reason = None, ""
    post.save(update_fields=["removed_at", "removal_reason", "updated"])
    post.topic.update_trackers()
    return keep_decision(post.topic, Kind.RESTORE, by, reason, post=post)


@transaction.atomic
def edit_post(*, post: Post, by, content: str, reason: str, subject: str = "") -> ModerationDecision:
    """Change someone's words; what they wrote is kept with the decision."""
    post = _message(post, by, reason)
    before = f"{post.subject}\n\n{post.content.raw}" if post.is_first else post.content.raw
    actions.rewrite(post, by=by, content=content, subject=subject, reason=reason.strip()[:255])
    return keep_decision(post.topic, Kind.EDIT, by, reason, post=post, before=before)


@transaction.atomic
def approve_post(*, post: Post, by) -> ModerationDecision:
    """Show a message that was waiting, and its topic with it when it is the first."""
    if not rules.may_moderate(by):
        raise PermissionDenied
    post = actions.lock_message(post)
    topic = post.topic
    topic.posts.filter(pk=post.pk).update(approved=True)
    if post.is_first:
        topic.approved = True
        topic.save()
    topic.update_trackers()
    # read again: what was let through is what everybody can read from now on
    post = topic.posts.get(pk=post.pk)
    post.topic = topic
    if post.removed_at is None:
        signals.message_posted.send(sender=Post, post=post, at=timezone.now())
    return keep_decision(topic, Kind.APPROVE, by, "", post=post)
