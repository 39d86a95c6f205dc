"""Invented learners without an account, so that the demo's authors have figures to read: enough of them in the first
lessons of each course, too few in the last ones. The same every time."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from .models import Answer, CoursePage, Learner, LessonOpens, LessonPage, LessonProgress, Question

LEARNERS = 40
OPENED_FOR = 60  # days
CHOICES = ("single", "truefalse")


@transaction.atomic
def load() -> dict[str, int]:
    """Nothing where lessons have been opened already."""
    if LessonOpens.objects.exists():
        return {"learners": 0}
    today = timezone.localdate()
    learners = Learner.objects.bulk_create(
        Learner(created_at=timezone.now() - timedelta(days=OPENED_FOR)) for _number in range(LEARNERS)
    )
    chosen = Question.objects.filter(kind__in=CHOICES).order_by("sort_order")
    for course in CoursePage.objects.live():
        lessons = LessonPage.objects.live().descendant_of(course).order_by("path")
        for place, lesson in enumerate(lessons.prefetch_related(Prefetch("questions", chosen, to_attr="chosen"))):
            here = learners[: max(LEARNERS - 4 * place, 3)]
            _keep(lesson, place, here, today)
    return {"learners": len(learners)}


def _keep(lesson: LessonPage, place: int, learners: list[Learner], today) -> None:
    LessonOpens.objects.bulk_create(
        LessonOpens(lesson=lesson, day=today - timedelta(days=ago), count=max(9 - place - ago % 3, 1))
        for ago in range(1, OPENED_FOR)
    )
    moments = [
        timezone.now() - timedelta(days=2 + (3 * number + place) % OPENED_FOR) for number in range(len(learners))
    ]
    LessonProgress.objects.bulk_create(
        LessonProgress(learner=learner, lesson=lesson, started_at=at, last_at=at, done_at=at)
        for learner, at in zip(learners, moments, strict=True)
    )
    Answer.objects.bulk_create(
        _answer(learner, lesson, question, at, right=(number + asked * place) % (2 + asked) != 0)
        for number, (learner, at) in enumerate(zip(learners, moments, strict=True))
        for asked, question in enumerate(lesson.chosen)
    )


def _answer(learner, lesson, question, at, *, right: bool) -> Answer:
    given = {"choices": [next(one["id"] for one in question.data["choices"] if one["right"] is right)]}
    return Answer(
        learner=learner,
        lesson=lesson,
        uid=question.uid,
        fingerprint=question.fingerprint,
        first_fingerprint=question.fingerprint,
        given=given,
        score=100 if right else 0,
        best_score=100 if right else 0,
        first_right=right,
        first_wrong=None if right else given,
        first_at=at,
        last_at=at,
    )
