"""What is told of the forum: messages, mentions, states of bug reports; to whom, and what each reader may still read.

Who reads what is asked when a mail is written, not when the event happens: a board may close to somebody, a message may
be taken away meanwhile.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forum import rules
from forum.machina.forum_conversation.models import Post
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.support.models import BugReportChange
from forum.support.presentation import author_of, name_of
from portal.notifications.kinds import Announcement, Told

from .mentions import MENTION, newly_named_in
from .subjects import followed_with, thread_of

MESSAGE, REPORT = "forum-message", "forum-report"


def announce_message(event) -> Announcement | None:
    """A message that everybody who reads the board can read; nothing of one that was taken away before."""
    return _announce(event, to_followers=True)


def announce_mentions(event) -> Announcement | None:
    """A message that was edited: only those whom it names now, and did not name before, hear of it."""
    return _announce(event, to_followers=False)


def _announce(event, *, to_followers: bool) -> Announcement | None:
    post = Post.objects.shown().filter(pk=event.source).select_related("topic__forum", "poster").first()
    if post is None or not post.topic.is_shown:
        return None
    return Announcement(
        title=post.topic.subject,
        url=post.permalink,
        thread=thread_of(post.topic),
        subjects=followed_with(post.topic) if to_followers else (),
        direct=lambda: {MENTION: newly_named_in(post)},
    )


def announce_change(event) -> Announcement | None:
    """A bug report that is in another state."""
    change = BugReportChange.objects.filter(pk=event.source).select_related("report__topic__forum").first()
    if change is None or not change.report.topic.is_shown:
        return None
    topic = change.report.topic
    return Announcement(
        title=topic.subject,
        url=topic.get_absolute_url(),
        thread=thread_of(topic),
        subjects=followed_with(topic),
    )


def resolve_messages(person, notices) -> dict[int, Told]:
    """Messages as this person may read them now; `seen` from the marks of what they have read."""
    posts = Post.objects.shown().select_related("topic__forum", "poster").in_bulk({one.source for one in notices})
    topics = {post.topic_id for post in posts.values()}
    marks = dict(TopicReadTrack.objects.filter(user=person, topic__in=topics).values_list("topic_id", "mark_time"))
    told = {}
    for notice in notices:
        post = posts.get(notice.source)
        if post is None or not _is_open_to(post.topic, person):
            continue
        mark = marks.get(post.topic_id)
        told[notice.pk] = Told(
            title=post.topic.subject,
            line=_line(notice, post),
            url=post.permalink,
            place=post.topic.forum.name,
            words=post.content.raw,
            seen=mark is not None and mark >= notice.created_at,
        )
    return told


def _is_open_to(topic, person) -> bool:
    return topic.is_shown and rules.may_see(topic, person)


def _line(notice, post) -> str:
    name = {"name": author_of(post)}
    if notice.kind == MENTION:
        return _("%(name)s names you") % name
    if post.is_first:
        return _("%(name)s started this topic") % name
    return _("%(name)s answered") % name


def resolve_changes(person, notices) -> dict[int, Told]:
    """States of bug reports as this person may read them now."""
    rows = BugReportChange.objects.select_related("report__topic__forum", "changed_by")
    changes = rows.in_bulk({one.source for one in notices})
    told = {}
    for notice in notices:
        change = changes.get(notice.source)
        if change is None or not _is_open_to(change.report.topic, person):
            continue
        topic = change.report.topic
        values = {"state": capfirst(change.get_to_state_display()), "name": name_of(change.changed_by)}
        told[notice.pk] = Told(
            title=topic.subject,
            line=_("State of the report: %(state)s (%(name)s)") % values,
            url=topic.get_absolute_url(),
            place=topic.forum.name,
            words=change.reason,
        )
    return told
