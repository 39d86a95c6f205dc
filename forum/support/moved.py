"""Where an address that was true once leads now."""

from forum import rules
from forum.machina.forum_conversation.models import POSTS_PER_PAGE, Post, Topic

from .models import MergedTopic, MovedMessage


def place_of(topic: Topic, number: int, person) -> str | None:
    """Where the message now stands that had this number in this topic; None when the person may not see it."""
    moved = _moved(topic.pk, number)
    return _place(moved, person) if moved else None


def _place(moved: MovedMessage, person) -> str | None:
    if not rules.may_see(moved.post.topic, person):
        return None
    if not Post.objects.seen_by(person).filter(pk=moved.post_id).exists():
        return None
    return moved.post.get_absolute_url()


def message_of(topic_number: int, number: int, person) -> Post | None:
    """The message that had this number in this topic and stands elsewhere now, if this person may see it there."""
    moved = _moved(topic_number, number)
    if moved is None or not rules.may_see(moved.post.topic, person):
        return None
    return Post.objects.seen_by(person).select_related("topic__forum").filter(pk=moved.post_id).first()


def is_elsewhere(topic_number: int, number: int) -> bool:
    return _moved(topic_number, number) is not None


def _moved(topic_number: int, number: int) -> MovedMessage | None:
    moved = MovedMessage.objects.filter(topic=topic_number, number=number)
    return moved.select_related("post__topic__forum").first()


def place_of_page(topic: Topic, page: int, person) -> str | None:
    """Where to read on when all messages of a page went elsewhere: where the first of them is, or else the nearest
    page that has some. None when this person sees no message of the topic."""
    first = (page - 1) * POSTS_PER_PAGE + 1
    left = MovedMessage.objects.filter(topic=topic, number__gte=first, number__lt=first + POSTS_PER_PAGE)
    for moved in left.select_related("post__topic__forum").order_by("number"):
        if place := _place(moved, person):
            return place
    seen = topic.posts.seen_by(person)
    post = seen.filter(number__gt=first).order_by("number").first() or seen.order_by("-number").first()
    if post is None:
        return None
    post.topic = topic
    return post.get_absolute_url()


def place_of_merged(topic: Topic, person, *, tail: str = "", page: str = "") -> str | None:
    """Where a merged topic now stands, at the message that the old address meant; None if it was not merged, or not
    for this person."""
    number = tail.partition("/")[0]
    if not number.isdecimal():
        pages = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
        number = (pages - 1) * POSTS_PER_PAGE + 1
    into = end_of(topic, person)
    if into is None:
        return None
    return place_of(topic, int(number), person) or into.get_absolute_url()


def end_of(topic: Topic, person) -> Topic | None:
    """The topic at the end of a chain of merges; None if it was not merged, or not for this person."""
    into, seen = None, {topic.pk}
    merged = MergedTopic.objects.filter(topic=topic).select_related("into__forum").first()
    while merged and merged.into_id not in seen:
        into = merged.into
        seen.add(into.pk)
        merged = MergedTopic.objects.filter(topic=into).select_related("into__forum").first()
    return into if into is not None and rules.may_see(into, person) else None
