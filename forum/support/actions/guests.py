"""Asking without an account: ask, confirm by mail, be told of answers, answer, close, be forgotten."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from forum import rules
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Post, Topic
from portal.notifications import actions as notifications
from portal.notifications.headers import one_click_stop
from portal.notifications.models import Mail

from ..models import GuestQuestion, MovedMessage
from ..presentation import author_of
from .answers import settle

# More from one address in a day are not answered: whoever types someone else's address cannot flood them.
QUESTIONS_A_DAY = 3


@transaction.atomic
def ask(*, board, name: str, email: str, subject: str, content: str) -> None:
    """Keep a question and mail the link that confirms it. Says nothing about the address: who asked too often, or sends
    the form twice, reads the same page. Raises PermissionDenied."""
    if not rules.takes_guests(board):
        raise PermissionDenied
    email = email.lower()
    lately = GuestQuestion.objects.filter(email=email, asked_at__gt=timezone.now() - timedelta(days=1))
    if lately.count() >= QUESTIONS_A_DAY or lately.filter(board=board, subject=subject, content=content).exists():
        return
    question = GuestQuestion.objects.create(board=board, name=name, email=email, subject=subject, content=content)
    write_to(question, "guest-confirm", "confirm", {"confirm_url": reverse("forum:guest-confirm", args=[question.key])})


@transaction.atomic
def confirm(*, question: GuestQuestion) -> Topic:
    """The address is theirs: the question becomes a topic, held where messages are read first. Twice is once.
    Raises PermissionDenied when the board no longer takes questions of visitors."""
    question = GuestQuestion.objects.select_for_update(of=("self",)).select_related("board").get(pk=question.pk)
    if question.topic_id:
        return Topic.objects.select_related("forum").get(pk=question.topic_id)
    if not rules.takes_guests(question.board):
        raise PermissionDenied
    question.topic = actions.start_topic_of_guest(
        board=question.board, name=question.name, subject=question.subject, content=question.content
    )
    question.content = ""
    question.save(update_fields=["topic", "content"])
    return question.topic


@transaction.atomic
def reply(*, question: GuestQuestion, content: str) -> Post:
    """Answer in one's own topic. Raises PermissionDenied."""
    return actions.reply_as_guest(topic=question.topic, name=question.name, content=content)


@transaction.atomic
def say_solved(*, question: GuestQuestion) -> None:
    """They have their answer. Raises PermissionDenied."""
    topic = actions.lock(question.topic)
    if not rules.guest_may_write(topic):
        raise PermissionDenied
    settle(topic, True)


@transaction.atomic
def forget(*, question: GuestQuestion) -> None:
    """No mail any more: address, links and the mails themselves are deleted. The topic stays under its public name."""
    Mail.objects.filter(key__startswith=f"guest-{question.pk}-").delete()
    question.delete()


def forget_past_their_time(*, now=None) -> int:
    """Nightly: those whose address has served. Returns how many."""
    gone = list(GuestQuestion.objects.past_their_time(now))
    for question in gone:
        forget(question=question)
    return len(gone)


def tell_news() -> int:
    """Every few minutes: one mail for what others added since the last one. Returns how many mails were written."""
    questions = GuestQuestion.objects.with_news().select_related("topic__forum")
    return sum(tell(question) for question in questions)


@transaction.atomic
def tell(question: GuestQuestion) -> bool:
    """One mail for what others added since the last one; whether there was something."""
    rows = GuestQuestion.objects.select_for_update(of=("self",)).select_related("topic__forum")
    question = rows.filter(pk=question.pk).first()
    if question is None:  # forgotten meanwhile
        return False
    added = question.topic.posts.filter(number__gt=question.told_number).order_by("number")
    waiting = added.filter(approved=False, removed_at=None).first()
    # what a moderator has not read yet is told once it shows; what stands before it, now
    news = [post for post in added.shown() if waiting is None or post.number < waiting.number]
    seen = waiting.number - 1 if waiting else question.topic.last_number
    # what only has another number since a merge stood there before
    stood = set(MovedMessage.objects.filter(topic=question.topic, post__in=news).values_list("post", flat=True))
    theirs = [post for post in news if post.pk not in stood and (post.poster_id or post.guest_name != question.name)]
    GuestQuestion.objects.filter(pk=question.pk).update(told_number=max(seen, question.told_number))
    if not theirs:
        return False
    for post in theirs:
        post.topic, post.shown_name = question.topic, author_of(post)
    write_to(question, "guest-news", f"news-{seen}", {"posts": theirs[:5], "more": len(theirs) > 5})
    return True


def write_to(question: GuestQuestion, template: str, step: str, context: dict) -> None:
    """A mail to an address alone; `step` says which, so that it is written once."""
    stop_url = reverse("forum:guest-stop", args=[question.key])
    context |= {"question": question, "stop_url": stop_url, "own_url": reverse("forum:guest", args=[question.key])}
    site = notifications.mail_context()["site_url"]
    notifications.send(
        name=f"forum/{template}",
        address=question.email,
        context=context,
        key=f"guest-{question.pk}-{step}",
        headers=one_click_stop(site + stop_url),
    )
