"""What can be followed here, and what an event in a topic is news of."""

from forum import rules
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.support.models import BugReport, Tag


def thread_of(topic) -> str:
    """What folds together all that is told of a topic."""
    return f"topic-{topic.pk}"


def followed_with(topic) -> tuple[tuple[str, int], ...]:
    """Whose followers hear of a topic, the most specific first."""
    service = BugReport.objects.filter(topic=topic, service__isnull=False).values_list("service", flat=True)
    tags = Tag.objects.filter(topics=topic).order_by("pk").values_list("pk", flat=True)
    return (
        ("topic", topic.pk),
        *(("service", number) for number in service),
        *(("tag", number) for number in tags),
        ("board", topic.forum_id),
    )


def find_topics(person, numbers) -> dict[int, dict]:
    topics = Topic.objects.filter(pk__in=numbers).select_related("forum")
    return {one.pk: _found(one.subject, one) for one in topics if rules.may_see(one, person)}


def find_boards(person, numbers) -> dict[int, dict]:
    boards = Forum.objects.filter(pk__in=numbers)
    return {one.pk: _found(one.name, one) for one in boards if rules.may_read(one, person)}


def find_tags(person, numbers) -> dict[int, dict]:
    return {one.pk: _found(one.name, one) for one in Tag.objects.filter(pk__in=numbers)}


def _found(title: str, row) -> dict:
    return {"title": title, "url": row.get_absolute_url()}
