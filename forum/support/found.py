"""What the search knows of the forum. Topics of boards that everybody reads are found by the search of the site, and by
no others from that moment on; those of all boards by the search of the forum, which asks who may read them.

An entry holds one page of a topic, so that an answer costs one page however long the conversation is.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Post, Topic
from portal.core.markdown import plain_text
from portal.search import actions as search_actions
from portal.search import registry as search

KIND = "topic"
PAGE = settings.MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE
# What decides, in a board, whether its topics are found and at which address.
DECIDING = ("who_reads", "type", "slug")


def topic_entry(topic: Topic) -> search.Entry:
    """A topic with the words of its first page."""
    return _entry(topic, topic.posts.shown().on_page(1))


def later_pages(topic: Topic, only: set[int] | None) -> Iterator[tuple[int, search.Entry]]:
    """The other pages of a topic that have something to read."""
    wanted = range(2, topic.last_page + 1) if only is None else sorted(one for one in only if one > 1)
    for page in wanted:
        posts = list(topic.posts.shown().on_page(page))
        if posts:
            yield page, _entry(topic, posts)


def _entry(topic: Topic, posts) -> search.Entry:
    shown = list(posts)
    # A page of very long messages: the beginning of each, rather than all of the first ones.
    longest = (
        search_actions.TEXT_LENGTH // PAGE
        if sum(len(post.content.raw) for post in shown) > search_actions.TEXT_LENGTH
        else None
    )
    words = [plain_text(post.content.raw)[:longest] for post in shown]
    return search.Entry(
        title=topic.subject,
        url=topic.get_absolute_url(),
        summary=words[0][:300] if words and shown[0].is_first else "",
        text="\n".join(words),
        updated_at=shown[-1].created if shown else topic.last_post_on,
    )


def register() -> None:
    search.register(
        KIND,
        _("Forum"),
        Topic,
        rows=lambda: Topic.objects.shown().select_related("forum"),
        entry=topic_entry,
        is_listed=lambda topic: topic.forum.is_public,
        later_parts=later_pages,
        own_search="forum:search",
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


def look_at_message(sender, post, **_kwargs) -> None:
    """Receiver of `message_posted`: its page is indexed again. The first page is, whenever its topic is saved, which
    every action does."""
    if post.page > 1:
        topic, page = post.topic_id, post.page
        transaction.on_commit(lambda: search_actions.index_parts(Topic, topic, {page}), robust=True)


def look_at_change(sender, instance, created, raw=False, **_kwargs) -> None:
    """Receiver of post_save of a message: other words, or hidden, or shown again."""
    if not raw and not created:
        look_at_message(sender, instance)


def look_at_merge(sender, topic, into, **_kwargs) -> None:
    """Receiver of `topics_merged`: the messages stand on other pages."""
    index_pages_of(into)


def index_pages_of(*topics: Topic) -> None:
    """Index every page again, once committed: messages came or left."""
    for topic in topics:
        transaction.on_commit(lambda pk=topic.pk: search_actions.index_parts(Topic, pk), robust=True)


def connect() -> None:
    """Receivers; called when the app is ready."""
    from django.db.models.signals import post_save, pre_save

    from forum import signals

    pre_save.connect(look_at_board, sender=Forum, dispatch_uid="forum-search-follows-boards")
    post_save.connect(look_at_change, sender=Post, dispatch_uid="forum-search-follows-messages")
    signals.message_posted.connect(look_at_message, dispatch_uid="forum-search-follows-approvals")
    signals.topics_merged.connect(look_at_merge, dispatch_uid="forum-search-follows-merges")
