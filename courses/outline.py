"""A course as its readers see it: sequences, lessons, what is done, what comes next. A bounded number of queries."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.core import page_cache, questions

from . import durations
from .learners import Reader
from .models import Answer, LessonProgress, Question

TODO, DOING, DONE = "todo", "doing", "done"


@dataclass
class Lesson:
    """A lesson in the outline. `number` counts through the whole course."""

    pk: int
    number: int
    title: str
    url: str
    summary: str
    minutes: int
    state: str = TODO
    score: int | None = None
    last_at: datetime | None = None
    current: bool = False

    @property
    def done(self) -> bool:
        return self.state == DONE

    @property
    def spoken_minutes(self) -> str:
        return durations.spoken(self.minutes)

    @property
    def state_label(self) -> str:
        """The state in a word, never by colour alone."""
        return {TODO: _("to do"), DOING: _("in progress"), DONE: _("done")}[self.state]

    @property
    def state_kind(self) -> str:
        """The kind of `components/state.html`."""
        return {TODO: "", DOING: "doing", DONE: "done"}[self.state]


@dataclass
class Sequence:
    pk: int
    title: str
    url: str
    summary: str
    lessons: list[Lesson] = field(default_factory=list)
    folded: bool = False

    @property
    def done_line(self) -> str:
        """« 1 leçon sur 4 »."""
        return durations.lessons_of(sum(lesson.done for lesson in self.lessons), len(self.lessons))


@dataclass
class Outline:
    """A course with its published sequences and lessons; `attests` when it gives an attestation."""

    pk: int
    title: str
    url: str
    summary: str
    licence: str
    board: str = ""
    attests: bool = False
    sequences: list[Sequence] = field(default_factory=list)

    @cached_property
    def lessons(self) -> list[Lesson]:
        return [lesson for sequence in self.sequences for lesson in sequence.lessons]

    @property
    def bed(self) -> dict[str, int]:
        """What `components/progress.html` draws."""
        return {"done": sum(lesson.done for lesson in self.lessons), "total": len(self.lessons)}

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons if not lesson.done)

    @property
    def begun(self) -> bool:
        return any(lesson.state != TODO for lesson in self.lessons)

    @property
    def finished(self) -> bool:
        return bool(self.lessons) and all(lesson.done for lesson in self.lessons)

    @property
    def next_lesson(self) -> Lesson | None:
        """Where to go on: the lesson touched last that is in progress, else the first one to do."""
        doing = [lesson for lesson in self.lessons if lesson.state == DOING]
        if doing:
            return max(doing, key=lambda lesson: lesson.last_at)
        return next((lesson for lesson in self.lessons if not lesson.done), None)

    def lesson(self, pk: int) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.pk == pk), None)

    def sequence_of(self, pk: int) -> Sequence | None:
        """The sequence that holds this lesson."""
        return next((one for one in self.sequences if any(lesson.pk == pk for lesson in one.lessons)), None)

    def unfold_only(self, pk: int) -> None:
        """Show the lessons of the sequence that holds this lesson, the other sequences as one line each: the page of a
        lesson stays light however long the course is."""
        here = self.sequence_of(pk)
        for sequence in self.sequences:
            sequence.folded = sequence is not here

    def neighbours(self, pk: int) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after this one, across sequences."""
        order = [None, *self.lessons, None]
        place = next((index for index, lesson in enumerate(order) if lesson and lesson.pk == pk), None)
        return (order[place - 1], order[place + 1]) if place else (None, None)


def course_outline(course_path: str, reader: Reader | None) -> Outline | None:
    """The outline of the course at this tree path; None when the course is not published. 1 query for a learner, and 1
    after a change."""
    return next(iter(_read(course_path, reader)), None)


def all_outlines(index: Page, reader: Reader | None) -> list[Outline]:
    """Every published course below the list of courses. 1 query for a learner, and 1 after a change."""
    return _read(index.path, reader)


def _read(path: str, reader: Reader | None) -> list[Outline]:
    courses = page_cache.remember(f"outlines:{path}", lambda: _published(path))
    if reader:
        _mark_states(courses, reader)
    return courses


def _published(path: str) -> list[Outline]:
    """The outlines as they are for everybody. A cache gives each reader copies of their own."""
    courses: list[Outline] = []
    open_course = open_sequence = ""
    for row in _tree(path):
        if row["coursepage__pk"]:
            open_course, open_sequence = row["path"], ""
            courses.append(_course(row))
        elif row["sequencepage__pk"] and open_course and row["path"].startswith(open_course):
            open_sequence = row["path"]
            courses[-1].sequences.append(_sequence(row, courses[-1]))
        elif row["lessonpage__pk"] and open_sequence and row["path"].startswith(open_sequence):
            _add_lesson(row, courses[-1])
    return courses


def _tree(path: str):
    """Published pages below a path, in the order of the tree, with the columns that outlines show."""
    return (
        Page.objects.filter(path__startswith=path, live=True)
        .order_by("path")
        .values(
            "pk", "path", "slug", "title",
            "coursepage__pk", "coursepage__summary", "coursepage__licence", "coursepage__board",
            "coursepage__attestation_lessons",
            "sequencepage__pk", "sequencepage__summary",
            "lessonpage__pk", "lessonpage__summary", "lessonpage__minutes",
        )
    )  # fmt: skip


def _course(row) -> Outline:
    return Outline(
        row["pk"],
        row["title"],
        reverse("courses:course", args=[row["slug"]]),
        row["coursepage__summary"],
        row["coursepage__licence"],
        row["coursepage__board"],
        settings.ATTESTATIONS and row["coursepage__attestation_lessons"] is not None,
    )


def _sequence(row, course: Outline) -> Sequence:
    return Sequence(row["pk"], row["title"], f"{course.url}{row['slug']}/", row["sequencepage__summary"])


def _add_lesson(row, course: Outline) -> None:
    sequence = course.sequences[-1]
    number = sum(len(one.lessons) for one in course.sequences) + 1
    sequence.lessons.append(
        Lesson(
            row["pk"],
            number,
            row["title"],
            f"{sequence.url}{row['slug']}/",
            row["lessonpage__summary"],
            row["lessonpage__minutes"],
        )
    )


_SHOWN = ("lesson", "done_at", "score", "last_at")
# Asked by every page of a course that a member opens.
_OF_MEMBER = questions.Question(
    lambda person: LessonProgress.objects.filter(learner__person=person).values_list(*_SHOWN)
)


def _mark_states(courses: list[Outline], reader: Reader) -> None:
    if reader.person:
        rows = _OF_MEMBER.rows(reader.person.pk)
    else:
        rows = LessonProgress.objects.of(reader).values_list(*_SHOWN)
    progress = {lesson: rest for lesson, *rest in rows}
    for course in courses:
        for lesson in course.lessons:
            if found := progress.get(lesson.pk):
                done_at, lesson.score, lesson.last_at = found
                lesson.state = DONE if done_at else DOING


def first_unanswered(reader: Reader | None, lessons: list[int]) -> dict[int, str]:
    """For each of these lessons the uid of the first question without an answer. 1 query."""
    if reader is None or not lessons:
        return {}
    answered = Answer.objects.of(reader).filter(lesson=OuterRef("lesson"), uid=OuterRef("uid"))
    rows = Question.objects.filter(~Exists(answered), lesson__in=lessons).order_by("lesson", "sort_order")
    found: dict[int, str] = {}
    for lesson, uid in rows.values_list("lesson_id", "uid"):
        found.setdefault(lesson, uid)
    return found
