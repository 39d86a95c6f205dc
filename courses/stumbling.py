"""What learners stumble on: sums for authors, in a number of queries that depends on nothing. See `small_groups`."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.figures import small_groups

from . import grading
from .models import Answer, CoursePage, LessonOpens, LessonPage, LessonProgress, Question

MONTH, YEAR, ALWAYS = "30", "365", "tout"
PERIODS = {MONTH: _("the last 30 days"), YEAR: _("the last 365 days"), ALWAYS: _("since the beginning")}


@dataclass(frozen=True)
class Period:
    """Whole days, the last one yesterday."""

    name: str
    until: date
    since: date | None = None

    @property
    def label(self) -> str:
        return str(PERIODS[self.name])

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)

    def days(self, field: str) -> Q:
        """The filter of a date."""
        return Q(**{f"{field}__lt": self.until}) & (Q(**{f"{field}__gte": self.since}) if self.since else Q())

    def moments(self, field: str) -> Q:
        """The filter of a moment."""
        before = Q(**{f"{field}__lt": _midnight(self.until)})
        return before & (Q(**{f"{field}__gte": _midnight(self.since)}) if self.since else Q())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def period(name: str) -> Period:
    """A period of PERIODS; a month for a name that is none."""
    today = timezone.localdate()
    if name == ALWAYS:
        return Period(ALWAYS, today)
    days = YEAR if name == YEAR else MONTH
    return Period(days, today, today - timedelta(days=int(days)))


@dataclass(frozen=True)
class LessonFigures:
    """`opens` are pages seen, `done` people; both by fives, None below five."""

    pk: int
    number: int
    title: str
    opens: int | None
    done: int | None


def lessons_of(course: CoursePage, during: Period) -> list[LessonFigures]:
    """The published lessons of a course in their order. 3 queries."""
    here = {"lesson__path__startswith": course.path}
    opens = LessonOpens.objects.filter(during.days("day"), **here).values_list("lesson").annotate(Sum("count"))
    done = LessonProgress.objects.filter(during.moments("done_at"), **here).values_list("lesson").annotate(Count("pk"))
    opens, done = dict(opens), dict(done)
    lessons = LessonPage.objects.live().descendant_of(course).order_by("path").values_list("pk", "title")
    return [
        LessonFigures(
            pk, number, title, small_groups.by_fives(opens.get(pk, 0)), small_groups.by_fives(done.get(pk, 0))
        )
        for number, (pk, title) in enumerate(lessons, start=1)
    ]


@dataclass(frozen=True)
class QuestionFigures:
    """`people` by fives; what is told of fewer than five is None, or empty for the words of a wrong answer."""

    number: int
    text: str
    people: int | None
    right: small_groups.Rate | None
    wrong: str
    wrong_people: int | None


def questions_of(lesson: LessonPage, during: Period) -> list[QuestionFigures]:
    """The questions of a lesson as it stands, with first answers to them. What was answered before a question became
    another one is left out. 3 queries."""
    first = Answer.objects.filter(during.moments("first_at"), lesson=lesson)
    states = {
        (uid, state): (people, right)
        for uid, state, people, right in first.values_list("uid", "first_fingerprint").annotate(
            people=Count("pk"), right=Count("pk", filter=Q(first_right=True))
        )
    }
    wrong = _wrong_answers(first)
    return [
        _figures(number, question, *states.get(_state(question), (0, 0)), wrong.get(_state(question)))
        for number, question in enumerate(Question.objects.filter(lesson=lesson).order_by("sort_order"), start=1)
    ]


def _state(question: Question) -> tuple[str, str]:
    return question.uid, question.fingerprint


def _wrong_answers(first) -> dict[tuple[str, str], tuple[dict, int]]:
    """By question and its state, the wrong first answer that most people gave, when five or more did."""
    rows = (
        first.filter(first_wrong__isnull=False)
        .values_list("uid", "first_fingerprint", "first_wrong")
        .annotate(people=Count("pk"))
        .filter(people__gte=small_groups.AT_LEAST)
        .order_by("people", "uid")
    )
    # the one with most people comes last, and stays
    return {(uid, state): (given, people) for uid, state, given, people in rows}


def _figures(number: int, question: Question, people: int, right: int, wrong) -> QuestionFigures:
    given, wrong_people = wrong or (None, 0)
    words = grading.kind(question.kind).in_words(question.data, given) if given else ""
    return QuestionFigures(
        number,
        question.text,
        small_groups.by_fives(people),
        small_groups.rate(right, people),
        words,
        small_groups.by_fives(wrong_people) if words else None,
    )
