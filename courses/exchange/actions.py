"""Imports a course: all of it or nothing, and a second time nothing changes. Adds questions to a lesson's draft."""

from collections.abc import Sequence

from django.db import transaction

from portal.core import page_cache, written_files

from ..models import CourseIndexPage, CoursePage, LessonPage, Question, SequencePage
from ..models.questions import new_uid
from .figures import figure_origin
from .files import CourseFile, QuestionFile
from .pages import ImportReport, write_course, write_lesson, write_sequence


@written_files.atomic()
def import_course(*, file: CourseFile, index: CourseIndexPage, by=None) -> ImportReport:
    """Create or update the pages of a course below `index` and publish them. Pages are found again by their slugs and
    questions by their uids, so progress and answers stay; a lesson that moved to another sequence moves. Pages that the
    files do not name are left alone and told."""
    report = ImportReport()
    course = CoursePage.objects.child_of(index).filter(slug=file.slug).first() or CoursePage(slug=file.slug)
    _keep(course, index, write_course(course, file), report, by)
    lessons = {lesson.slug: lesson for lesson in LessonPage.objects.descendant_of(course)}
    sequences = []
    for sequence_file in file.sequences:
        sequence = SequencePage.objects.child_of(course).filter(slug=sequence_file.slug).first()
        sequence = sequence or SequencePage(slug=sequence_file.slug)
        _keep(sequence, course, write_sequence(sequence, sequence_file), report, by)
        sequences.append(sequence)
        _import_lessons(sequence_file, sequence, lessons, file.slug, report, by)
    _put_in_order(course, sequences)
    _tell_left_alone(course, file, report)
    page_cache.purge()
    return report


def _import_lessons(sequence_file, sequence, lessons, course_slug, report, by) -> None:
    placed = []
    for lesson_file in sequence_file.lessons:
        lesson = lessons.get(lesson_file.slug) or LessonPage(slug=lesson_file.slug)
        if lesson.pk and not lesson.is_child_of(sequence):
            lesson.move(sequence, pos="last-child", user=by)
            lesson = LessonPage.objects.get(pk=lesson.pk)
        changed = write_lesson(lesson, lesson_file, figure_origin(course_slug, lesson_file.slug))
        _keep(lesson, sequence, changed, report, by)
        placed.append(lesson)
    _put_in_order(sequence, placed)


def _keep(page, parent, changed: bool, report: ImportReport, by) -> None:
    """Save and publish a page where something changed or where it was not public."""
    if page.pk is None:
        parent.refresh_from_db()
        page.live = False
        parent.add_child(instance=page)
        outcome = "created"
    else:
        outcome = "updated" if changed or not page.live else "unchanged"
    if outcome != "unchanged":
        page.save_revision(user=by, clean=True).publish(user=by)
        page.refresh_from_db()
    report.add(outcome, page)


def _put_in_order(parent, pages) -> None:
    """Children in the order of the files; those that the files do not name come after."""
    wanted = [page.pk for page in pages]
    present = list(parent.get_children().order_by("path").values_list("pk", flat=True))
    if [pk for pk in present if pk in wanted] == wanted and present[: len(wanted)] == wanted:
        return
    model = type(pages[0])
    for pk in reversed(wanted):
        first = parent.get_children().order_by("path").first()
        if first.pk != pk:
            model.objects.get(pk=pk).move(first, pos="first-sibling")


def _tell_left_alone(course, file: CourseFile, report: ImportReport) -> None:
    named = {sequence.slug for sequence in file.sequences} | {lesson.slug for lesson in file.lessons}
    others = course.get_descendants().exclude(slug__in=named).order_by("path")
    report.left_alone += list(others.values_list("url_path", flat=True))


@transaction.atomic
def add_questions(*, lesson: LessonPage, questions: Sequence[QuestionFile], by=None) -> list[str]:
    """Add questions at the end of the lesson's draft, for an author to read again and publish; what the public sees
    stays as it is. A name that is taken gets a number. Returns the names."""
    draft = lesson.get_latest_revision_as_object()
    present = list(draft.questions.all())
    taken = {one.uid for one in present} | set(lesson.questions.values_list("uid", flat=True))
    last = max((one.sort_order or 0 for one in present), default=-1)
    names = []
    for order, file in enumerate(questions, start=last + 1):
        uid = _free_uid(file.uid or new_uid(), taken)
        taken.add(uid)
        names.append(uid)
        question = Question(uid=uid, kind=file.kind, text=file.text, explanation=file.explanation, data=file.data)
        question.sort_order = order
        draft.questions.add(question)
    draft.save_revision(user=by, clean=True)
    return names


def _free_uid(uid: str, taken: set[str]) -> str:
    free, number = uid, 2
    while free in taken:
        free, number = f"{uid[:74]}-{number}", number + 1
    return free
