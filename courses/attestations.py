"""When a course gives an attestation, and what a learner still lacks. Reads only; `attestation_actions` writes."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import outline
from .learners import Reader
from .models import Answer, Attestation, CoursePage, Question


@dataclass(frozen=True)
class Rule:
    """`lessons` is the share of the course's lessons that must count, in percent; a lesson counts when it is done and
    its best quiz score, if it has a quiz, is at least `score` percent."""

    lessons: int
    score: int

    @property
    def words(self) -> str:
        """« avoir fait toutes les leçons, avec 70 % au moins à chaque quiz »."""
        numbers = {"lessons": self.lessons, "score": self.score}
        if self.lessons == 100:
            if self.score:
                return _("having done every lesson, with %(score)s %% or more on each quiz") % numbers
            return _("having done every lesson")
        if self.score:
            return _(
                "having done at least %(lessons)s %% of the lessons, with %(score)s %% or more on the quiz of each"
            ) % (numbers)
        return _("having done at least %(lessons)s %% of the lessons") % numbers

    def needed(self, total: int) -> int:
        """How many lessons of so many: the share, rounded up."""
        return -(-self.lessons * total // 100)


def rule_of(course: CoursePage) -> Rule | None:
    """The rule that the authors set; None where the course, or the host, gives no attestation."""
    if not settings.ATTESTATIONS or course.attestation_lessons is None:
        return None
    return Rule(course.attestation_lessons, course.attestation_score)


def rule_met(attestation: Attestation) -> Rule:
    """The rule as it was when this attestation was issued."""
    return Rule(attestation.required_lessons, attestation.required_score)


def address(course: CoursePage) -> str:
    """The page where one asks for the attestation of a course."""
    return reverse("courses:attestation", args=[course.slug])


@dataclass(frozen=True)
class LessonStanding:
    """A lesson of the outline against the rule; `score` is the best one, None for a lesson without quiz."""

    lesson: outline.Lesson
    score: int | None
    asked: int

    @property
    def counts(self) -> bool:
        return self.lesson.done and (self.score is None or self.score >= self.asked)

    @property
    def lack(self) -> str:
        """What is missing, in plain numbers; nothing for a lesson that counts."""
        lacks_score = self.score is not None and self.score < self.asked
        if lacks_score and not self.score:
            return _("quiz to take") if self.lesson.done else _("lesson and quiz to do")
        lacks = [] if self.lesson.done else [_("lesson to do")]
        if lacks_score:
            lacks.append(_("quiz: %(score)s %%, %(asked)s %% asked for") % {"score": self.score, "asked": self.asked})
        return ", ".join(lacks)


@dataclass(frozen=True)
class Standing:
    """Where a learner stands against the rule of a course. A course without lessons attests nothing."""

    course: outline.Outline
    rule: Rule
    lessons: tuple[LessonStanding, ...]

    @property
    def counting(self) -> int:
        return sum(lesson.counts for lesson in self.lessons)

    @property
    def needed(self) -> int:
        return self.rule.needed(len(self.lessons))

    @property
    def met(self) -> bool:
        return bool(self.lessons) and self.counting >= self.needed

    @property
    def lacking(self) -> list[LessonStanding]:
        return [lesson for lesson in self.lessons if not lesson.counts]

    @property
    def line(self) -> str:
        """« 10 leçons comptent sur les 12 qu’il faut »."""
        return ngettext(
            "%(counting)s lesson counts, of the %(needed)s that are needed.",
            "%(counting)s lessons count, of the %(needed)s that are needed.",
            self.counting,
        ) % {"counting": self.counting, "needed": self.needed}


def standing(course: CoursePage, rule: Rule, reader: Reader) -> Standing | None:
    """The learner's standing on the published lessons; None for a course that is not published. 4 queries.

    The score of a quiz is the best that the learner's answers make today, or made on the day when they were given,
    whichever is better: a question that an author adds later takes nothing away from anybody.
    """
    plan = outline.course_outline(course.path, reader)
    if plan is None:
        return None
    scores = _quiz_scores([lesson.pk for lesson in plan.lessons], reader)
    lessons = []
    for lesson in plan.lessons:
        score = scores.get(lesson.pk)
        kept = lesson.score if score is not None and lesson.done else None
        lessons.append(LessonStanding(lesson, score if kept is None else max(score, kept), rule.score))
    return Standing(plan, rule, tuple(lessons))


def _quiz_scores(lessons: list[int], reader: Reader) -> dict[int, int]:
    """By lesson with a quiz: the mean of the best scores of what it asks now, in whole percent."""
    asked: dict[int, list[str]] = defaultdict(list)
    for lesson, uid in Question.objects.filter(lesson__in=lessons).values_list("lesson_id", "uid"):
        asked[lesson].append(uid)
    answers = Answer.objects.of(reader).filter(lesson__in=asked)
    best = {(lesson, uid): score for lesson, uid, score in answers.values_list("lesson_id", "uid", "best_score")}
    return {lesson: sum(best.get((lesson, uid), 0) for uid in uids) // len(uids) for lesson, uids in asked.items()}
