"""When somebody leaves and wants their words gone: messages lose their words, topics their titles, and so do the copies
that moderation kept of them. Numbers stay, so that links to what others said hold."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Post, Topic
from forum.support.models import ContentReport, ModerationDecision

GONE = "—"


def remove_words(person, *, keep_words: bool) -> None:
    """Ahead of the erasure of topics and messages, one topic a transaction. Safe to run again."""
    if keep_words:
        return
    written = Post.objects.filter(poster=person).order_by("topic").values_list("topic", flat=True).distinct()
    started = Topic.objects.filter(poster=person).values_list("pk", flat=True)
    for topic_id in sorted({*written, *started}):
        _remove_from(topic_id, person)


@transaction.atomic
def _remove_from(topic_id: int, person) -> None:
    topic = actions.lock(Topic(pk=topic_id))
    mine = topic.posts.filter(poster=person)
    ContentReport.objects.filter(post__in=mine).update(content="")
    ModerationDecision.objects.filter(post__in=mine).update(before="", facts="")
    for post in mine:
        post.content, post.subject, post.update_reason, post.poster = GONE, GONE, None, None
        post.removed_at = post.removed_at or timezone.now()
        post.save()
    if topic.poster_id == person.pk:
        with translation.override(person.language):
            topic.subject = _("Topic of a deleted account")
        topic.poster = None
        if not topic.posts.filter(removed_at=None).exists():
            topic.removed_at = topic.removed_at or timezone.now()
        topic.save()
        topic.posts.exclude(poster=person).update(subject=topic.subject)
    topic.update_trackers()
