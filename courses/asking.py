"""« Poser une question sur cette leçon »: the door to the forum's form, what was asked, and when it found its answer.

The forum knows no lesson: it asks `find_lesson` and `about_topic`, registered with `forum.subjects`.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum import rules, subjects
from forum.machina.forum.models import Forum
from forum.support import presentation
from portal.core import page_cache

from .models import CoursePage, LessonPage, LessonQuestion

SUBJECT = "lecon"
# Of the 120 characters of a topic's title, what its beginning may take.
BEGINNING = 70


def register() -> None:
    """Called once, when the app is ready."""
    subjects.register(SUBJECT, find=find_lesson, of=about_topic)


def find_lesson(name: str, request, board) -> subjects.Subject | None:
    """The lesson `name` (its number), when this reader may read it and its course names this board."""
    if not (name.isascii() and name.isdecimal() and len(name) < 10):
        return None
    lesson = LessonPage.objects.live().filter(pk=int(name)).first()
    if lesson is None or not _may_open(lesson, request):
        return None
    course = CoursePage.objects.filter(path=lesson.path[: -2 * lesson.steplen]).first()
    if course is None or course.board != board.slug:
        return None
    return subjects.Subject(
        beginning=_("About “%(lesson)s”: ") % {"lesson": Truncator(lesson.title).chars(BEGINNING)},
        line=_("Your question will also show under the lesson “%(lesson)s”.") % {"lesson": lesson.title},
        url=lesson.get_url() or "",
        bind=lambda topic: tie(topic=topic, lesson=lesson),
    )


def _may_open(lesson, request) -> bool:
    if lesson.get_ancestors().filter(live=False, depth__gt=1).exists():
        return False
    return all(restriction.accept_request(request) for restriction in lesson.get_view_restrictions())


@transaction.atomic
def tie(*, topic, lesson) -> LessonQuestion:
    """Keep from which lesson a topic was opened; the first one counts."""
    return LessonQuestion.objects.get_or_create(topic=topic, defaults={"lesson": lesson})[0]


def may_say_solved(question: LessonQuestion, person) -> bool:
    """Whoever asked, and the team. A bug report has its own states, which moderators change."""
    if not person.is_authenticated or question.report or not rules.may_see(question.topic, person):
        return False
    return question.topic.poster_id == person.pk or rules.may_moderate(person)


@transaction.atomic
def say_solved(*, question: LessonQuestion, by, solved: bool) -> LessonQuestion:
    """The question has its answer, or is open again. Said twice, the first time counts. Raises PermissionDenied."""
    question = LessonQuestion.objects.select_for_update(of=("self",)).select_related("topic__forum").get(pk=question.pk)
    if not may_say_solved(question, by):
        raise PermissionDenied
    if solved != bool(question.solved_at):
        question.solved_at = timezone.now() if solved else None
        question.save(update_fields=["solved_at"])
    return question


def state(question: LessonQuestion) -> dict:
    """Where a question stands, as `components/state.html` takes it."""
    if question.is_solved:
        return {"label": _("Solved"), "kind": "done"}
    if question.report:
        return presentation.report_state(question.report)
    if question.topic.replies_count:
        return {"label": presentation.replies(question.topic), "kind": "doing"}
    return {"label": _("No answer yet"), "kind": ""}


def about_topic(topic, person) -> dict | None:
    """What the page of a topic shows of its lesson."""
    question = LessonQuestion.objects.filter(topic=topic, lesson__live=True).select_related("lesson").first()
    if question is None:
        return None
    question.topic = topic
    lesson = {"title": question.lesson.title, "url": question.lesson.get_url() or ""}
    values = {"lesson": lesson, "state": None if question.report else state(question), "action": ""}
    if may_say_solved(question, person):
        values["action"] = f"{lesson['url']}questions/{topic.pk}/"
    return {"template": "courses/about_topic.html", "values": values | {"solved": question.is_solved}}


def under_lesson(lesson_id: int, board_slug: str, person) -> dict | None:
    """The questions about a lesson that this reader may read, and the door to ask one; None when there is neither."""
    asked, board = page_cache.remember(f"asking:{lesson_id}", lambda: _for_everybody(lesson_id, board_slug))
    rows = _rows(lesson_id, person) if asked else []
    door = _door(lesson_id, board or _board(board_slug, person), person)
    return {"rows": rows, "door": door} if rows or door else None


def _rows(lesson_id: int, person) -> list[dict]:
    asked = LessonQuestion.objects.filter(lesson=lesson_id).readable_by(person).under_a_lesson()
    return [{"title": one.topic.subject, "url": one.topic.get_absolute_url(), "state": state(one)} for one in asked]


def _for_everybody(lesson_id: int, board_slug: str) -> tuple[bool, Forum | None]:
    """Whether anything was asked about a lesson, and the course's board where everybody reads it."""
    return LessonQuestion.objects.filter(lesson=lesson_id).exists(), _board(board_slug, AnonymousUser())


def _board(slug: str, person) -> Forum | None:
    """The board, when this person may read it."""
    return Forum.objects.readable_by(person).filter(slug=slug).first() if slug else None


def _door(lesson_id: int, board: Forum | None, person) -> str:
    """Where a question is asked; a visitor who follows it signs in on the way."""
    if board is None or not (rules.may_start(board, person) or rules.may_start_once_signed_in(board, person)):
        return ""
    return f"{reverse('forum:new-topic', args=[board.slug])}?{subjects.address(SUBJECT, lesson_id)}"
