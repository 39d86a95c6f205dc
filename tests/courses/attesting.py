"""Learners who did part of « Un potager à plusieurs » or all of it, without going through its pages."""

from django.utils import timezone

from courses import grading
from courses.attestation_actions import issue_attestation
from courses.models import Answer, Learner, LessonPage, LessonProgress
from tests.factories.people import UserFactory


def learner_of(person=None) -> Learner:
    """The learner of a member, made if need be; of nobody without one."""
    return Learner.objects.get_or_create(person=person)[0] if person else Learner.objects.create()


def do_lesson(learner: Learner, lesson: LessonPage, score: int | None = 100) -> None:
    """The lesson is done, every question of its quiz answered with this best score; None leaves the quiz alone."""
    has_quiz = lesson.questions.exists() and score is not None
    LessonProgress.objects.update_or_create(
        learner=learner, lesson=lesson, defaults={"done_at": timezone.now(), "score": score if has_quiz else None}
    )
    for question in lesson.questions.all() if has_quiz else ():
        Answer.objects.update_or_create(
            learner=learner,
            lesson=lesson,
            uid=question.uid,
            defaults={
                "fingerprint": grading.fingerprint(question.kind, question.data),
                "given": {},
                "score": score,
                "best_score": score,
                "first_right": score == 100,
            },
        )


def do_course(learner: Learner, course, score: int = 100) -> None:
    for lesson in LessonPage.objects.descendant_of(course):
        do_lesson(learner, lesson, score)


def attested(course, *, person=None, name="Camille Aubépine", **fields):
    """An attestation of somebody who did the whole course."""
    learner = learner_of(person or UserFactory(**fields))
    do_course(learner, course)
    return issue_attestation(learner=learner, course=course, name=name, host_name="Le Nuage d’exemple")
