"""What the forum's pages show of following and of tags."""

from django.urls import reverse
from django.utils.translation import gettext as _

from forum import rules
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.support.models import Tag
from portal.notifications import centre
from portal.notifications.models import Frequency
from portal.notifications.presentation import follow_block

from .subjects import thread_of


def note_reading(request, topic, *, up_to, is_last_page: bool) -> None:
    """A member has a page of messages before their eyes: read up to the moment of the last of them (None for a page
    without any), and told no more."""
    TopicReadTrack.objects.mark(topic, request.user, up_to=up_to)
    centre.read_here(request, thread=thread_of(topic), up_to=None if is_last_page else up_to)


def on_topic(topic, person) -> dict:
    """`follow` (None for a visitor), `tags` of the topic, and where they are chosen by whoever may. One
    query; two for a topic of which it is not known what they have to do with it (forum.support.known_topics)."""
    tags = [{"title": tag.name, "url": tag.get_absolute_url()} for tag in topic.tags.all()]
    choose = (
        reverse("forum:topic-tags", args=[topic.forum.slug, topic.reference]) if rules.may_tag(topic, person) else ""
    )
    title = _("Follow this topic")
    known = topic.known.followed if getattr(topic, "known", None) else None
    hint = _("Every new message, and every new state of a report.")
    return {
        "tags": tags,
        "choose_url": choose,
        "follow": follow_block(person, "topic", topic.pk, title=title, hint=hint, known=known),
    }


def on_board(board, person) -> dict:
    title, hint = _("Follow this board"), _("Every message of all its topics.")
    return {"follow": _calm_block(person, "board", board.pk, title, hint)}


def on_tag(tag, person) -> dict:
    title, hint = _("Follow this tag"), _("Every message of the topics that bear it.")
    return {"follow": _calm_block(person, "tag", tag.pk, title, hint)}


def _calm_block(person, subject: str, number: int, title: str, hint: str) -> dict | None:
    """Where much happens, a summary is offered first."""
    return follow_block(person, subject, number, title=title, hint=hint, offered=Frequency.DAILY)


def tag_links() -> list[dict]:
    """All tags, as links."""
    return [{"title": tag.name, "url": tag.get_absolute_url()} for tag in Tag.objects.all()]


def tag_filters(current: Tag) -> dict:
    """All tags, as the filters component takes them."""
    here = current.get_absolute_url()
    choices = [link | {"current": link["url"] == here, "count": None} for link in tag_links()]
    return {"label": _("Topics by tag"), "choices": choices}
