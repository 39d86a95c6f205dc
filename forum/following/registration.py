"""What the forum registers with the notification centre, and what it tells it when something happens."""

from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from forum import signals
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.support.models import Affected, Tag
from portal.core.markdown import mentioned_names
from portal.notifications import followables, following, kinds, telling

from . import news, outcomes, subjects
from .mentions import MENTION

MODERATION = "forum-moderation"


def register() -> None:
    """Called once, when the app is ready."""
    forum = _("Forum")
    kinds.register(
        MENTION,
        label=_("Somebody names you in a message (@your public name)"),
        group=forum,
        announce=news.announce_mentions,
        resolve=news.resolve_messages,
    )
    kinds.register(
        news.MESSAGE,
        label=_("New messages in what you follow"),
        group=forum,
        announce=news.announce_message,
        resolve=news.resolve_messages,
    )
    kinds.register(
        news.REPORT,
        label=_("Bug reports that you follow change their state"),
        group=forum,
        announce=news.announce_change,
        resolve=news.resolve_changes,
    )
    kinds.register(
        outcomes.ANSWER,
        label=_("An answer is accepted: yours, or one in what you follow"),
        group=forum,
        announce=outcomes.announce_answer,
        resolve=outcomes.resolve_answers,
    )
    kinds.register(
        outcomes.IDEA,
        label=_("Ideas that you had, support or follow are decided on"),
        group=forum,
        announce=outcomes.announce_idea,
        resolve=outcomes.resolve_ideas,
    )
    # The statement of reasons has a mail of its own (forum.support.notices).
    kinds.register(MODERATION, label=_("Decisions of moderation on what you wrote"), group=forum, mails=False)
    followables.register("topic", label=_("Topic"), model=Topic, find=subjects.find_topics)
    followables.register("board", label=_("Board"), model=Forum, find=subjects.find_boards)
    followables.register("tag", label=_("Tag"), model=Tag, find=subjects.find_tags)
    signals.message_posted.connect(on_message, dispatch_uid="forum-tell-message")
    signals.message_edited.connect(on_edit, dispatch_uid="forum-tell-edit")
    signals.report_moved.connect(on_report, dispatch_uid="forum-tell-report")
    signals.answer_accepted.connect(on_answer, dispatch_uid="forum-tell-answer")
    signals.idea_decided.connect(on_idea, dispatch_uid="forum-tell-idea")
    signals.topics_merged.connect(on_merge, dispatch_uid="forum-carry-follows-over")
    post_save.connect(on_me_too, sender=Affected, dispatch_uid="forum-follow-me-too")


def on_message(sender, post, at, **_kwargs) -> None:
    """Whoever writes follows; the followers are told."""
    if post.poster is not None:
        following.follow_own(person=post.poster, subject="topic", number=post.topic_id)
    telling.tell_followers(kind=news.MESSAGE, key=f"post-{post.pk}", source=post.pk, by=post.poster, at=at)
    if post.updates_count:  # let through again: its followers were told long ago, whoever it names now was not
        on_edit(sender, post, at)


def on_edit(sender, post, at, **_kwargs) -> None:
    """Whoever the message names only now is told."""
    if mentioned_names(post.content.raw):
        key = f"mention-{post.pk}-{post.updates_count}"
        telling.tell_followers(kind=MENTION, key=key, source=post.pk, by=post.poster, at=at)


def on_report(sender, change, **_kwargs) -> None:
    """A report that is only just opened is told as a message."""
    if change.from_state:
        telling.tell_followers(
            kind=news.REPORT,
            key=f"report-change-{change.pk}",
            source=change.pk,
            by=change.changed_by,
            at=change.changed_at,
        )


def on_answer(sender, answer, **_kwargs) -> None:
    """Told once for each message, however often it is taken back and accepted again."""
    telling.tell_followers(
        kind=outcomes.ANSWER,
        key=f"answer-{answer.post_id}",
        source=answer.post_id,
        by=answer.accepted_by,
        at=answer.accepted_at,
    )


def on_idea(sender, decision, **_kwargs) -> None:
    telling.tell_followers(
        kind=outcomes.IDEA,
        key=f"idea-decision-{decision.pk}",
        source=decision.pk,
        by=decision.decided_by,
        at=decision.decided_at,
    )


def on_merge(sender, topic, into, **_kwargs) -> None:
    """Whoever followed the emptied topic follows the one that holds its messages."""
    threads = (subjects.thread_of(topic), subjects.thread_of(into))
    following.carry_over(subject="topic", number=topic.pk, to=into.pk, threads=threads)


def on_me_too(sender, instance, created, raw=False, **_kwargs) -> None:
    """« Me too » is a wish to know how it ends."""
    if created and not raw:
        following.follow_own(person=instance.person, subject="topic", number=instance.report.topic_id)
