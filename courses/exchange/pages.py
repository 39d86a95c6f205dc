"""Between `CourseFile` and pages: reads a course back from its pages, writes what differs."""

from dataclasses import dataclass, field

from portal.core.blocks import LESSON_BLOCKS, pieces_from_stream, stream_from_pieces

from ..models import CoursePage, LessonPage, Question, SequencePage
from .figures import figure_name, keep_figure, kept_figures
from .files import LessonFile, QuestionFile


@dataclass
class ImportReport:
    """What an import did, as counts and addresses; `left_alone` are pages that the files do not name."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)

    def add(self, outcome: str, page) -> None:
        getattr(self, outcome).append(page.url_path)


def lesson_as_file(page: LessonPage, origin: str) -> LessonFile:
    """A lesson page in the form of files. `origin` is the place of its figures (`figure_origin`)."""
    figures = kept_figures(origin)
    body = tuple(pieces_from_stream(page.body, image_name=figure_name))
    shown = {piece.argument for piece in body if piece.kind == "figure"}
    return LessonFile(
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        minutes=page.minutes,
        updated=page.updated_on,
        body=body,
        quiz_title=page.quiz_title,
        questions=tuple(question_as_file(one) for one in page.questions.all()),
        figures=tuple(figures[name] for name in sorted(shown) if name in figures),
    )


def question_as_file(question: Question) -> QuestionFile:
    return QuestionFile(question.uid, question.kind, question.text, question.explanation, question.data)


def write_course(page: CoursePage, file) -> bool:
    """Put the course's own fields on its page. True when something changed."""
    return _assign(
        page,
        title=file.title,
        summary=file.summary,
        introduction=file.introduction,
        authors=file.authors,
        licence=file.licence,
        language=file.language,
        board=file.board,
        updated_on=file.updated,
        attestation_lessons=file.attestation.lessons if file.attestation else None,
        attestation_score=file.attestation.score if file.attestation else 0,
    )


def write_sequence(page: SequencePage, file) -> bool:
    """Put a sequence's fields on its page. True when something changed."""
    return _assign(page, title=file.title, summary=file.summary)


def write_lesson(page: LessonPage, file: LessonFile, origin: str) -> bool:
    """Put a lesson on its page, figures and questions included. True when something changed."""
    if page.pk and lesson_as_file(page, origin) == file:
        return False
    images = {figure.name: keep_figure(figure, origin) for figure in file.figures}
    _assign(page, title=file.title, summary=file.summary, minutes=file.minutes, updated_on=file.updated,
            quiz_title=file.quiz_title)  # fmt: skip
    page.body = stream_from_pieces(file.body, LESSON_BLOCKS, find_image=lambda name, _line: images[name])
    _write_questions(page, file.questions)
    return True


def _write_questions(page: LessonPage, files: tuple[QuestionFile, ...]) -> None:
    """The page's questions, rows kept by uid."""
    kept = {one.uid: one for one in page.questions.all()} if page.pk else {}
    rows = []
    for order, file in enumerate(files):
        row = kept.get(file.uid) or Question(uid=file.uid)
        row.kind, row.text, row.explanation, row.data = file.kind, file.text, file.explanation, file.data
        row.sort_order = order
        row.__dict__.pop("fingerprint", None)
        rows.append(row)
    page.questions = rows


def _assign(page, **values) -> bool:
    changed = False
    for name, value in values.items():
        if getattr(page, name) != value:
            setattr(page, name, value)
            changed = True
    return changed or page.pk is None
