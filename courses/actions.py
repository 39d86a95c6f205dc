"""What learners do: answer, say that they read, bring their answers into an account. Each is one transaction.

Whoever writes for a learner first locks the learner's row, so two tabs or a double click count one after the other.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from . import grading
from .models import Answer, Learner, LessonOpens, LessonPage, LessonProgress, Question

# Longer than a cookie lives: nobody can come back to these rows.
IDLE_FOR = timedelta(days=395)


@transaction.atomic
def record_answers(*, learner: Learner, lesson: LessonPage, questions: list[Question], given: dict[str, dict]):
    """Keep answers (`given` by question uid), graded, and the lesson's progress. Returns the learner's answers to this
    lesson by uid. The same answer given again is no new try; the best score is kept; once done a lesson stays done."""
    Learner.objects.select_for_update().get(pk=learner.pk)
    answers = {answer.uid: answer for answer in Answer.objects.filter(learner=learner, lesson=lesson)}
    now = timezone.now()
    new, changed = [], []
    for question in questions:
        if question.uid not in given:
            continue
        answer = answers.get(question.uid)
        if answer is None:
            answers[question.uid] = answer = _first_answer(learner, lesson, question, given[question.uid], now)
            new.append(answer)
        elif answer.given != given[question.uid] or answer.fingerprint != question.fingerprint:
            _try_again(answer, question, given[question.uid], now)
            changed.append(answer)
    Answer.objects.bulk_create(new)
    if changed:
        Answer.objects.bulk_update(changed, ["given", "fingerprint", "score", "best_score", "tries", "last_at"])
    if new or changed:
        _record_progress(learner, lesson, questions, answers, now)
    return answers


def _first_answer(learner, lesson, question, given, now) -> Answer:
    score = grading.kind(question.kind).grade(question.data, given).score
    return Answer(
        learner=learner,
        lesson=lesson,
        uid=question.uid,
        fingerprint=question.fingerprint,
        given=given,
        score=score,
        best_score=score,
        first_right=score == 100,
        first_fingerprint=question.fingerprint,
        first_wrong=None if score == 100 else given,
        first_at=now,
        last_at=now,
    )


def _try_again(answer: Answer, question: Question, given: dict, now) -> None:
    answer.given, answer.fingerprint, answer.last_at = given, question.fingerprint, now
    answer.score = grading.kind(question.kind).grade(question.data, given).score
    answer.best_score = max(answer.best_score, answer.score)
    answer.tries += 1


def _record_progress(learner, lesson, questions, answers, now) -> None:
    best = [answers[question.uid].best_score for question in questions if question.uid in answers]
    whole = len(best) == len(questions)
    LessonProgress.objects.bulk_create(
        [
            LessonProgress(
                learner=learner,
                lesson=lesson,
                score=sum(best) // len(questions),
                started_at=now,
                last_at=now,
                done_at=now if whole else None,
            )
        ],
        update_conflicts=True,
        unique_fields=["learner", "lesson"],
        update_fields=["score", "last_at"],
    )
    if whole:
        LessonProgress.objects.filter(learner=learner, lesson=lesson, done_at=None).update(done_at=now)


@transaction.atomic
def mark_as_read(*, learner: Learner, lesson: LessonPage) -> None:
    """The learner says « J’ai lu »: the lesson is done. Said twice, the first time counts."""
    Learner.objects.select_for_update().get(pk=learner.pk)
    now = timezone.now()
    progress, made = LessonProgress.objects.get_or_create(
        learner=learner, lesson=lesson, defaults={"done_at": now, "started_at": now, "last_at": now}
    )
    if not made and progress.done_at is None:
        progress.done_at = progress.last_at = now
        progress.save(update_fields=["done_at", "last_at"])


@transaction.atomic
def bring_into_account(*, key, person) -> Learner | None:
    """Someone who learned without an account signed in: their answers become the account's, nothing lost.

    None when there was nothing to bring. Where both answered, the better score, the earlier first try, the later answer
    and all tries are kept.
    """
    guest = Learner.objects.select_for_update().anonymous().filter(key=key).first()
    if guest is None:
        return None
    own = Learner.objects.select_for_update().filter(person=person).first()
    if own is None:
        guest.person = person
        guest.save(update_fields=["person"])
        return guest
    _merge_answers(guest, own)
    _merge_progress(guest, own)
    guest.delete()
    return own


def _merge_answers(guest: Learner, own: Learner) -> None:
    mine = {(answer.lesson_id, answer.uid): answer for answer in own.answers.all()}
    for brought in guest.answers.all():
        kept = mine.get((brought.lesson_id, brought.uid))
        if kept is None:
            brought.learner = own
            brought.save(update_fields=["learner"])
            continue
        if brought.first_at < kept.first_at:
            for name in ("first_at", "first_right", "first_fingerprint", "first_wrong"):
                setattr(kept, name, getattr(brought, name))
        if brought.last_at > kept.last_at:
            for name in ("last_at", "given", "score", "fingerprint"):
                setattr(kept, name, getattr(brought, name))
        kept.best_score = max(kept.best_score, brought.best_score)
        kept.tries += brought.tries
        kept.save()


def _merge_progress(guest: Learner, own: Learner) -> None:
    mine = {progress.lesson_id: progress for progress in own.lessons.all()}
    best = _scores_after_merge(own)
    for brought in guest.lessons.all():
        kept = mine.get(brought.lesson_id)
        if kept is None:
            brought.learner = own
            brought.save(update_fields=["learner"])
            continue
        kept.started_at = min(kept.started_at, brought.started_at)
        kept.last_at = max(kept.last_at, brought.last_at)
        kept.done_at = min(filter(None, (kept.done_at, brought.done_at)), default=None)
        answers, questions = best.get(kept.lesson_id, ([], 0))
        if questions:
            kept.score = sum(answers) // questions
            if kept.done_at is None and len(answers) == questions:
                kept.done_at = kept.last_at
        kept.save()


def _scores_after_merge(own: Learner) -> dict[int, tuple[list[int], int]]:
    """By lesson: the best scores of the questions that it still asks, and how many it asks."""
    asked: dict[int, set[str]] = {}
    answers = list(own.answers.values_list("lesson_id", "uid", "best_score"))
    lessons = {lesson for lesson, _uid, _score in answers}
    for lesson, uid in Question.objects.filter(lesson__in=lessons).values_list("lesson_id", "uid"):
        asked.setdefault(lesson, set()).add(uid)
    return {
        lesson: ([score for where, uid, score in answers if where == lesson and uid in uids], len(uids))
        for lesson, uids in asked.items()
    }


@transaction.atomic
def forget_idle_learners(*, now=None) -> int:
    """Delete learners without an account whose cookie has run out. Returns how many."""
    limit = (now or timezone.now()) - IDLE_FOR
    idle = Learner.objects.anonymous().filter(created_at__lt=limit).exclude(lessons__last_at__gte=limit)
    count = idle.count()
    idle.delete()
    return count


@transaction.atomic
def add_opens(*, sums: dict[tuple[str, date], int]) -> None:
    """Add to how often lessons were opened: `sums` by address (/mooc/…/) and day. What is no lesson (any more) is left
    out. Several processes may add at once."""
    root = Site.objects.get(is_default_site=True).root_page.url_path.rstrip("/")
    addresses = {root + path for path, _day in sums}
    lessons = dict(LessonPage.objects.filter(url_path__in=addresses).values_list("url_path", "pk"))
    found = {(lessons[root + path], day): count for (path, day), count in sums.items() if root + path in lessons}
    LessonOpens.objects.bulk_create(
        [LessonOpens(lesson_id=lesson, day=day) for lesson, day in sorted(found)], ignore_conflicts=True
    )
    # everyone takes the rows in the same order: two processes wait for each other, never both
    for (lesson, day), count in sorted(found.items()):
        LessonOpens.objects.filter(lesson=lesson, day=day).update(count=F("count") + count)
