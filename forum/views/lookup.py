"""Finding what an address names, and turning away whoever may not see it."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from forum import rules
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Post, Topic
from forum.support import moved
from forum.support.known_topics import knowledge
from portal.core import page_cache


class Elsewhere(Exception):
    """The answer is a redirection: sign in first, or the address has changed."""

    def __init__(self, response: HttpResponseRedirect):
        self.response = response


def turn_away(request):
    """A visitor may be someone with the right: they sign in. A member who may not is told so."""
    if not request.user.is_authenticated:
        raise Elsewhere(redirect_to_login(request.get_full_path(), settings.LOGIN_URL))
    raise PermissionDenied(_("This part of the forum is not open to your account."))


def find_board(request, slug: str) -> Forum:
    """The board, if this person may read it."""
    board = get_object_or_404(Forum, slug=slug, type=Forum.FORUM_POST)
    if not rules.may_read(board, request.user):
        turn_away(request)
    return board


def find_topic(request, board_slug: str, reference: str, *, tail: str = "", read_in: str | None = None) -> Topic:
    """The topic, if this person may see it; redirects when its title or its board has changed since the link was made.

    `tail` is what follows the topic in the address asked for. A page that only reads gives the generation of cached
    pages that it goes by (`read_in`): the row is then kept between pages until something that any of them shows
    changes. Who may see it is asked each time, and `known` says what a member has to do with it (None: a visitor).
    """
    number = reference.partition("-")[0]
    if len(number) >= 10:
        raise Http404
    if read_in:
        topic = page_cache.remember(f"topic:{int(number)}", lambda: _read_topic(int(number)), since=read_in)
    else:
        topic = _read_topic(int(number))
    if not rules.may_read(topic.forum, request.user):
        turn_away(request)
    if topic.removed_at:
        topic = _follow_merge(request, topic, tail)
    if not rules.may_see(topic, request.user):
        raise Http404
    if read_in:
        topic.known = knowledge(topic, request.user)
    if request.method in ("GET", "HEAD") and (board_slug, reference) != (topic.forum.slug, topic.reference):
        query = request.META.get("QUERY_STRING", "")
        raise Elsewhere(HttpResponseRedirect(topic.get_absolute_url() + tail + (f"?{query}" if query else "")))
    return topic


def _read_topic(number: int) -> Topic:
    """With what its page shows of it."""
    topics = Topic.objects.select_related(
        "forum", "poster", "first_post", "bug_report__service", "bug_report__duplicate_of__topic__forum"
    )
    return get_object_or_404(topics, pk=number)


def find_post(request, board_slug: str, reference: str, number: int, *, tail: str = "") -> Post:
    """A message of a topic by its number, if this person may see it."""
    topic = find_topic(request, board_slug, reference, tail=tail)
    post = topic.posts.seen_by(request.user).filter(number=number).first()
    if post is None:
        place = moved.place_of(topic, number, request.user)
        raise Elsewhere(HttpResponseRedirect(place)) if place else Http404
    post.topic = topic
    return post


def _follow_merge(request, topic: Topic, tail: str) -> Topic:
    """Lead to the topic that the messages of this one were put in, if they were. An answer that was being written
    meanwhile is written there; nothing else that was meant for the old topic is done to the other one."""
    if request.method == "POST" and tail == "repondre/":
        return moved.end_of(topic, request.user) or topic
    place = moved.place_of_merged(topic, request.user, tail=tail, page=request.GET.get("page", ""))
    if place:
        raise Elsewhere(HttpResponseRedirect(place))
    return topic


class ElsewhereMixin:
    """Lets views raise `Elsewhere`."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Elsewhere as elsewhere:
            return elsewhere.response
