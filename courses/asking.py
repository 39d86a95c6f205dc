"""« Poser une question sur cette leçon »: the door to the forum's form, and what was asked.

The forum knows no lesson: it asks `find_lesson` and `about_topic`, registered with `forum.subjects`. Whether a question
is solved is the forum's to say (`forum.support.actions.answers`).
"""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum import rules, signals, subjects
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
    signals.topics_merged.connect(on_merge, dispatch_uid="courses-follow-merged-questions")


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


def on_merge(sender, topic, into, **_kwargs) -> None:
    """A question stays with its lesson, unless the topic that took it in is about one already."""
    if not LessonQuestion.objects.filter(topic=into).exists():
        LessonQuestion.objects.filter(topic=topic).update(topic=into)


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
    lesson = {"title": question.lesson.title, "url": question.lesson.get_url() or ""}
    return {"template": "courses/about_topic.html", "values": {"lesson": lesson}}


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
