"""Atom feeds: the latest public topics, never more than FEED_LENGTH, the same for everybody."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.support.presentation import author_of
from portal.core.markdown import plain_text

FEED_LENGTH = 50
# XML 1.0 has no place for these; a message that holds one would break the feed for everybody.
_NOT_IN_XML = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


class LatestTopicsFeed(Feed):
    """Topics by their last word, with the beginning of the first message."""

    feed_type = Atom1Feed

    def get_object(self, request, board: str | None = None):
        if board is None:
            return None
        found = Forum.objects.public().filter(slug=board).first()
        if found is None:
            raise Http404
        return found

    def title(self, board) -> str:
        return board.name if board else _("The forum")

    def subtitle(self, board) -> str:
        return board.description if board else _("The latest topics of the forum")

    def link(self, board) -> str:
        return board.get_absolute_url() if board else reverse("forum:index")

    def feed_url(self, board) -> str:
        return reverse("forum:board-feed", args=[board.slug]) if board else reverse("forum:feed")

    def items(self, board):
        topics = Topic.objects.public().select_related("forum", "poster", "first_post")
        if board:
            topics = topics.filter(forum=board)
        return topics.order_by("-last_post_on", "-pk")[:FEED_LENGTH]

    def item_title(self, topic) -> str:
        return topic.subject.translate(_NOT_IN_XML)

    def item_description(self, topic) -> str:
        if topic.first_post is None or topic.first_post.removed_at:
            return ""
        words = plain_text(topic.first_post.content.raw[:2000]).translate(_NOT_IN_XML)
        # Django says that it is HTML: what was typed as a tag must be read as words
        return escape(Truncator(words).chars(400))

    def item_author_name(self, topic) -> str:
        return author_of(topic).translate(_NOT_IN_XML)

    def item_categories(self, topic) -> list[str]:
        return [topic.forum.name]

    def item_pubdate(self, topic):
        return topic.created

    def item_updateddate(self, topic):
        return topic.last_post_on
