"""Writing in the forum. Each action locks its topic, so that numbers, counters and the last word are exact however many
people post at once; a post touches a fixed number of rows. Permissions are asked again under the lock."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from forum import holding, rules, signals
from forum.machina.forum.models import Forum

from .models import Post, Topic

# A form sent twice (a double click, a reload) is one message.
DOUBLE_WITHIN = timedelta(minutes=10)


def lock(topic: Topic) -> Topic:
    """The topic as it is now, nobody else writing in it until the transaction ends."""
    return Topic.objects.select_related("forum").select_for_update(of=("self",)).get(pk=topic.pk)


def lock_message(post: Post) -> Post:
    """The message as it is now, in its topic, which is locked: a moderator may have put it elsewhere meanwhile."""
    while True:
        topic = lock(Topic(pk=Post.objects.values_list("topic", flat=True).get(pk=post.pk)))
        found = topic.posts.filter(pk=post.pk).first()
        if found is not None:
            found.topic = topic
            return found


@transaction.atomic
def start_topic(*, board: Forum, by, subject: str, content: str) -> Topic:
    """Open a topic with its first message. Sent twice, it is the same topic. Raises PermissionDenied."""
    if not rules.may_start(board, by):
        raise PermissionDenied
    _one_at_a_time(by)
    earlier = (
        board.topics.filter(poster=by, subject=subject, removed_at=None, created__gte=timezone.now() - DOUBLE_WITHIN)
        .select_related("forum", "first_post")
        .last()
    )
    if earlier and earlier.first_post and earlier.first_post.content.raw == content:
        return earlier
    topic = Topic.objects.create(
        forum=board,
        poster=by,
        subject=subject,
        type=Topic.TOPIC_POST,
        status=Topic.TOPIC_UNLOCKED,
        approved=holding.shows_at_once(board, by, subject, content),
        last_post_on=timezone.now(),
    )
    _append(topic, by=by, content=content, approved=topic.approved)
    return topic


@transaction.atomic
def reply(*, topic: Topic, by, content: str) -> Post:
    """Answer in a topic. Sent twice, it is the same message. Raises PermissionDenied, also when the topic was locked
    while the answer was being written."""
    topic = lock(topic)
    if not rules.may_reply(topic, by):
        raise PermissionDenied
    last = topic.posts.filter(number=topic.last_number, poster=by, removed_at=None).first()
    if last and last.content.raw == content and last.created >= timezone.now() - DOUBLE_WITHIN:
        return last
    return _append(topic, by=by, content=content, approved=holding.shows_at_once(topic.forum, by, content))


@transaction.atomic
def start_topic_of_guest(*, board: Forum, name: str, subject: str, content: str) -> Topic:
    """A topic of someone without an account, whose address was confirmed. Raises PermissionDenied."""
    if not rules.takes_guests(board):
        raise PermissionDenied
    topic = Topic.objects.create(
        forum=board,
        guest_name=name,
        subject=subject,
        type=Topic.TOPIC_POST,
        status=Topic.TOPIC_UNLOCKED,
        approved=holding.shows_guest_at_once(board, subject, content),
        last_post_on=timezone.now(),
    )
    _append(topic, by=None, content=content, approved=topic.approved, guest_name=name)
    return topic


@transaction.atomic
def reply_as_guest(*, topic: Topic, name: str, content: str) -> Post:
    """Answer in one's own topic without an account. Sent twice, it is the same message. Raises PermissionDenied."""
    topic = lock(topic)
    if not rules.guest_may_write(topic):
        raise PermissionDenied
    last = topic.posts.filter(number=topic.last_number, poster=None, username=name, removed_at=None).first()
    if last and last.content.raw == content and last.created >= timezone.now() - DOUBLE_WITHIN:
        return last
    approved = holding.shows_guest_at_once(topic.forum, content)
    return _append(topic, by=None, content=content, approved=approved, guest_name=name)


def _one_at_a_time(person) -> None:
    """Two requests of the same person wait for each other, so that a double click cannot slip in between."""
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"))


def _append(topic: Topic, *, by, content: str, approved: bool, guest_name: str = "") -> Post:
    post = Post.objects.create(
        topic=topic,
        poster=by,
        username=guest_name or None,
        number=topic.last_number + 1,
        subject=topic.subject,
        content=content,
        approved=approved,
        enable_signature=False,
    )
    topic.last_number = post.number
    if post.is_first:
        topic.first_post = post
    if approved:
        topic.posts_count += 1
        topic.last_post = post
        topic.last_post_on = post.created
    topic.save()
    if approved:
        Forum.objects.filter(pk=topic.forum_id).update(
            direct_posts_count=F("direct_posts_count") + 1,
            direct_topics_count=F("direct_topics_count") + (1 if post.is_first else 0),
            last_post=post,
            last_post_on=post.created,
        )
        signals.message_posted.send(sender=Post, post=post, at=post.created)
    return post


@transaction.atomic
def edit_post(*, post: Post, by, content: str, subject: str = "") -> Post:
    """Change one's own words; `subject` renames the topic when it is its first message. Raises PermissionDenied."""
    post = lock_message(post)
    topic = post.topic
    if post.poster_id != by.pk or not rules.may_edit(post, by):
        raise PermissionDenied
    if holding.shows_at_once(topic.forum, by, subject, content, besides=post):
        return rewrite(post, by=by, content=content, subject=subject)
    # what a moderator reads first, they read again when other words are put in a message that was let through
    post.approved = False
    topic.approved = topic.approved and not post.is_first
    rewrite(post, by=by, content=content, subject=subject)
    topic.update_trackers()
    return post


def rewrite(post: Post, *, by, content: str, subject: str = "", reason: str = "") -> Post:
    """Put other words in a message of a locked topic; who may is the caller's to say."""
    topic = post.topic
    post.content = content
    post.updated_by = by
    post.update_reason = reason or None
    post.updates_count += 1
    if subject and post.is_first:
        post.subject = topic.subject = subject
    post.save()
    topic.save()
    if post.approved and post.removed_at is None:
        signals.message_edited.send(sender=Post, post=post, at=post.updated)
    return post


@transaction.atomic
def withdraw_post(*, post: Post, by) -> Post:
    """Take one's own answer back: its place stays, its words are hidden. Raises PermissionDenied."""
    post = lock_message(post)
    if not rules.may_withdraw(post, by):
        raise PermissionDenied
    return hide(post)


def hide(post: Post, *, reason: str = "") -> Post:
    """Hide the words of a message of a locked topic and count again."""
    post.removed_at = timezone.now()
    post.removal_reason = reason
    post.save(update_fields=["removed_at", "removal_reason", "updated"])
    post.topic.update_trackers()
    return post
