"""Loads the boards that ship and, in the demo mode, invented topics. Run again, they add only what is missing."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.db import transaction
from django.utils import timezone

from accounts.people.demo import demo_person
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Post, Topic
from hosting.services.models import Service

from .actions.bug_reports import open_report
from .models import BugReport, BugReportChange, CannedAnswer, Tag

CONTENT = Path(__file__).parent / "content" / "boards.yaml"
WRITERS = {"members": Forum.Writers.MEMBERS, "staff": Forum.Writers.TEAM}


def _content() -> dict:
    return yaml.safe_load(CONTENT.read_text())


@transaction.atomic
def load_boards() -> dict[str, int]:
    """Boards that no slug stands for yet; those that staff renamed keep their slug and are left alone."""
    made = 0
    for position, row in enumerate(_content()["boards"]):
        if Forum.objects.filter(slug=row["slug"]).exists():
            continue
        Forum.objects.create(
            name=row["name"],
            slug=row["slug"],
            description=" ".join(row["description"].split()),
            kind=row["kind"],
            who_starts=WRITERS[row["who_posts"]],
            who_replies=WRITERS[row["who_replies"]],
            position=position,
        )
        made += 1
    return {"boards": made}


@transaction.atomic
def load_tags() -> dict[str, int]:
    """Tags that no slug stands for yet, on a site that has none of its own."""
    if Tag.objects.exists():
        return {"tags": 0}
    return {"tags": len(Tag.objects.bulk_create(Tag(**row) for row in _content()["tags"]))}


@transaction.atomic
def load_topics() -> dict[str, int]:
    """The demo topics that no topic of the same title stands for in their board."""
    made = 0
    for row in _content().get("topics", []):
        board = Forum.objects.filter(slug=row["board"]).first()
        if board is None or board.topics.filter(subject=row["title"]).exists():
            continue
        _load_topic(board, row)
        made += 1
    return {"topics": made}


@transaction.atomic
def load_canned_answers() -> dict[str, int]:
    """The demo's answers that no title stands for yet."""
    made = 0
    for position, row in enumerate(_content()["canned_answers"]):
        values = {"text": row["text"], "position": position}
        made += CannedAnswer.objects.get_or_create(title=row["title"], defaults=values)[1]
    return {"canned answers": made}


def _load_topic(board: Forum, row: dict) -> None:
    author = demo_person(row["author"])
    topic = Topic.objects.create(
        forum=board, poster=author, subject=row["title"], type=Topic.TOPIC_POST, status=Topic.TOPIC_UNLOCKED
    )
    posts = row["posts"]
    for number, post in enumerate(posts, start=1):
        written = Post.objects.create(
            topic=topic,
            poster=demo_person(post["author"]),
            number=number,
            subject=row["title"],
            content=post["body"].strip(),
            enable_signature=False,
        )
        # Later answers of the same day stand a little later.
        moment = _moment(post["days_ago"], number)
        Post.objects.filter(pk=written.pk).update(created=moment, updated=moment)
    Topic.objects.filter(pk=topic.pk).update(created=_moment(posts[0]["days_ago"], 1))
    topic.refresh_from_db()
    topic.update_trackers()
    topic.tags.set(Tag.objects.filter(slug__in=row.get("tags", [])))
    if board.kind == Forum.Kind.BUGS:
        _load_report(topic, row)


def _moment(days_ago: int, number: int):
    """Nine in the morning that day, and a quarter of an hour more for each message."""
    day = timezone.localtime(timezone.now() - timedelta(days=days_ago))
    moment = day.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(minutes=15 * number)
    return min(moment, timezone.now())


def _load_report(topic: Topic, row: dict) -> None:
    """A report in the state that the file says, as if it had gone the whole way."""
    report = open_report(topic=topic, by=topic.poster, service=Service.objects.filter(slug=row.get("service")).first())
    BugReportChange.objects.filter(report=report).update(changed_at=topic.created)
    state = row.get("state", BugReport.State.NEW)
    staff = demo_person("staff")
    path = list(BugReport.PATH)
    passed = path[1 : path.index(state) + 1] if state in path else []
    moment = topic.created
    for step in passed:
        moment = min(moment + timedelta(days=1, minutes=20), timezone.now())
        BugReportChange.objects.create(
            report=report, from_state=report.state, to_state=step, changed_by=staff, changed_at=moment
        )
        report.state, report.state_since = step, moment
    if passed:
        report.save()
    if state == BugReport.State.RESOLVED:
        Topic.objects.filter(pk=topic.pk).update(solved_at=moment)
