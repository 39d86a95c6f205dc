"""What is told of questions and ideas: an accepted answer, a decision."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forum import rules
from forum.machina.forum_conversation.models import Post
from forum.support.models import IdeaDecision, IdeaVote
from forum.support.presentation import author_of, name_of
from portal.notifications.kinds import Announcement, Told
from portal.notifications.models import Follow

from .subjects import followed_with, thread_of

ANSWER, IDEA = "forum-answer", "forum-idea"


def _accepted_answers():
    rows = Post.objects.shown().exclude(acceptance=None)
    return rows.select_related("topic__forum", "poster", "acceptance__accepted_by")


def announce_answer(event) -> Announcement | None:
    """Whoever wrote it hears of it too; nothing of one that was taken back before."""
    post = _accepted_answers().filter(pk=event.source).first()
    if post is None or not post.topic.is_shown:
        return None
    return Announcement(
        title=post.topic.subject,
        url=post.permalink,
        thread=thread_of(post.topic),
        subjects=followed_with(post.topic),
        direct=lambda: {ANSWER: [post.poster] if post.poster else []},
    )


def announce_idea(event) -> Announcement | None:
    decision = IdeaDecision.objects.filter(pk=event.source).select_related("topic__forum").first()
    if decision is None or not decision.topic.is_shown:
        return None
    topic = decision.topic
    return Announcement(
        title=topic.subject,
        url=topic.get_absolute_url(),
        thread=thread_of(topic),
        subjects=followed_with(topic),
        direct=lambda: {IDEA: _who_wanted(topic)},
    )


def _who_wanted(topic) -> list:
    """Whose idea it is and who supports it: they asked for an answer. Who follows it hears of it as they chose."""
    voters = IdeaVote.objects.filter(topic=topic).values("person")
    following = Follow.objects.of_any([("topic", topic.pk)]).values("person")
    people = get_user_model().objects.filter(Q(pk=topic.poster_id) | Q(pk__in=voters)).exclude(pk__in=following)
    return [person for person in people if rules.may_see(topic, person)]


def resolve_answers(person, notices) -> dict[int, Told]:
    """Those that are still accepted, and that this person may read now."""
    posts = _accepted_answers().in_bulk({one.source for one in notices})
    told = {}
    for notice in notices:
        post = posts.get(notice.source)
        if post is None or not _is_open_to(post.topic, person):
            continue
        told[notice.pk] = Told(
            title=post.topic.subject,
            line=_answer_line(post, person),
            url=post.permalink,
            place=post.topic.forum.name,
        )
    return told


def _answer_line(post, person) -> str:
    names = {"name": name_of(post.acceptance.accepted_by), "author": author_of(post)}
    if post.poster_id == person.pk:
        return _("Your answer is accepted (%(name)s)") % names
    return _("The answer of %(author)s is accepted (%(name)s)") % names


def resolve_ideas(person, notices) -> dict[int, Told]:
    """Decisions on ideas that this person may read now."""
    rows = IdeaDecision.objects.select_related("topic__forum", "decided_by")
    decisions = rows.in_bulk({one.source for one in notices})
    told = {}
    for notice in notices:
        decision = decisions.get(notice.source)
        if decision is None or not _is_open_to(decision.topic, person):
            continue
        outcome = decision.get_outcome_display() or _("open to votes again")
        values = {"outcome": capfirst(outcome), "name": name_of(decision.decided_by)}
        told[notice.pk] = Told(
            title=decision.topic.subject,
            line=_("Decision on the idea: %(outcome)s (%(name)s)") % values,
            url=decision.topic.get_absolute_url(),
            place=decision.topic.forum.name,
            words=decision.reason,
        )
    return told


def _is_open_to(topic, person) -> bool:
    return topic.is_shown and rules.may_see(topic, person)
