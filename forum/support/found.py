"""What the search finds of the forum: topics of boards that everybody reads, and of no others from that moment on."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from portal.core.markdown import plain_text
from portal.search import actions as search_actions
from portal.search import registry as search

# The beginning of a conversation says what it is about; a thousand answers would only slow each new one down.
INDEXED_MESSAGES = 20
# What decides, in a board, whether its topics are found and at which address.
DECIDING = ("who_reads", "type", "slug")


def topic_entry(topic: Topic) -> search.Entry:
    """A topic with the words of its first messages."""
    shown = topic.posts.shown().order_by("number")[:INDEXED_MESSAGES]
    words = [plain_text(post.content.raw) for post in shown]
    return search.Entry(
        title=topic.subject,
        url=topic.get_absolute_url(),
        summary=words[0][:300] if words else "",
        text="\n".join(words),
        updated_at=topic.last_post_on,
    )


def register() -> None:
    search.register(
        "topic",
        _("Forum"),
        Topic,
        rows=lambda: Topic.objects.public().select_related("forum"),
        entry=topic_entry,
    )


def look_at_board(sender, instance, update_fields=None, raw=False, **_kwargs) -> None:
    """Receiver of pre_save of a board: index its topics again if who reads them, or where, changes.

    Counters are saved at every moderation; they change nothing here.
    """
    if raw or not instance.pk or (update_fields is not None and not set(update_fields) & set(DECIDING)):
        return
    before = Forum.objects.filter(pk=instance.pk).values(*DECIDING).first()
    if before and before != {name: getattr(instance, name) for name in DECIDING}:
        # After the commit, so that the index is made of what everybody then reads.
        transaction.on_commit(lambda: index_topics_of(instance), robust=True)


def index_topics_of(board: Forum) -> None:
    search_actions.index_many(Topic, Topic.objects.filter(forum=board).values_list("pk", flat=True))
