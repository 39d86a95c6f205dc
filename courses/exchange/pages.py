"""Between `CourseFile` and pages: reads a course back from its pages, writes what differs."""

from dataclasses import dataclass, field, replace

from portal.core.blocks import LESSON_BLOCKS, pieces_from_stream, stream_from_pieces

from ..models import CoursePage, LessonPage, Question, SequencePage
from .figures import figures_of, images_shown, keep_figure
from .files import AttestationFile, CourseFile, LessonFile, QuestionFile, SequenceFile
from .normal import normal_course, normal_lesson, normal_sequence
from .recordings import documents_shown, keep_media, media_of


@dataclass
class ImportReport:
    """What an import did, as counts and addresses; `left_alone` are pages that the files do not name."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)

    def add(self, outcome: str, page) -> None:
        getattr(self, outcome).append(page.url_path)


def published_course(page: CoursePage) -> tuple[CourseFile, list[str]]:
    """The course as the public reads it, and the addresses of its pages that are not public and so left out. A sequence
    without a public lesson is left out too."""
    sequences, left_out = [], []
    for sequence in SequencePage.objects.child_of(page).order_by("path"):
        lessons = list(LessonPage.objects.child_of(sequence).order_by("path"))
        public = [lesson for lesson in lessons if lesson.live and sequence.live]
        left_out += [lesson.url_path for lesson in lessons if lesson not in public]
        if public:
            sequences.append(sequence_as_file(sequence, tuple(lesson_as_file(lesson) for lesson in public)))
        else:
            left_out.append(sequence.url_path)
    return course_as_file(page, tuple(sequences)), left_out


def course_as_file(page: CoursePage, sequences: tuple[SequenceFile, ...] = ()) -> CourseFile:
    """The course's own fields in the form of files."""
    return normal_course(
        CourseFile(
            slug=page.slug,
            title=page.title,
            summary=page.summary,
            introduction=page.introduction,
            authors=page.authors,
            licence=page.licence,
            language=page.language,
            updated=page.updated_on,
            board=page.board,
            attestation=attestation_as_file(page),
            sequences=sequences,
        )
    )


def attestation_as_file(page: CoursePage) -> AttestationFile | None:
    """What the course asks for its attestation, if it gives one."""
    if page.attestation_lessons is None:
        return None
    return AttestationFile(page.attestation_lessons, page.attestation_score)


def sequence_as_file(page: SequencePage, lessons: tuple[LessonFile, ...] = ()) -> SequenceFile:
    """A sequence's own fields in the form of files."""
    return normal_sequence(SequenceFile(slug=page.slug, title=page.title, summary=page.summary, lessons=lessons))


def lesson_as_file(page: LessonPage) -> LessonFile:
    """A lesson page in the form of files."""
    images = images_shown(page.body)
    documents = documents_shown(page.body)
    names = {image.pk: name for name, image in images.items()}
    media_names = {document.pk: name for name, document in documents.items()}
    body = pieces_from_stream(
        page.body,
        image_name=lambda image: names[image.pk] if image else "",
        document_name=lambda document: media_names[document.pk] if document else "",
    )
    return normal_lesson(
        LessonFile(
            slug=page.slug,
            title=page.title,
            summary=page.summary,
            minutes=page.minutes,
            updated=page.updated_on,
            body=tuple(body),
            quiz_title=page.quiz_title,
            questions=tuple(question_as_file(one) for one in page.questions.all()),
            figures=figures_of(images),
            media=media_of(documents),
            licence=page.licence,
        )
    )


def question_as_file(question: Question) -> QuestionFile:
    return QuestionFile(question.uid, question.kind, question.text, question.explanation, question.data)


def write_course(page: CoursePage, file: CourseFile) -> bool:
    """Put the course's own fields on its page. True when something changed."""
    if page.pk and course_as_file(page) == replace(file, sequences=()):
        return False
    page.title, page.summary, page.introduction = file.title, file.summary, file.introduction
    page.authors, page.licence, page.language = file.authors, file.licence, file.language
    page.board, page.updated_on = file.board, file.updated
    page.attestation_lessons = file.attestation.lessons if file.attestation else None
    page.attestation_score = file.attestation.score if file.attestation else 0
    return True


def write_sequence(page: SequencePage, file: SequenceFile) -> bool:
    """Put a sequence's fields on its page. True when something changed."""
    if page.pk and sequence_as_file(page) == replace(file, lessons=()):
        return False
    page.title, page.summary = file.title, file.summary
    return True


def write_lesson(page: LessonPage, file: LessonFile, origin: str) -> bool:
    """Put a lesson on its page, figures, recordings and questions included. True when something changed. A picture or a
    recording that the page already shows stays the row it is; others are kept under `origin` (`figure_origin`)."""
    if page.pk and lesson_as_file(page) == file:
        return False
    shown = images_shown(page.body)
    same = {figure.name: shown[figure.name] for figure in figures_of(shown) if figure in file.figures}
    images = {figure.name: same.get(figure.name) or keep_figure(figure, origin) for figure in file.figures}
    page.title, page.summary, page.minutes = file.title, file.summary, file.minutes
    page.licence, page.updated_on, page.quiz_title = file.licence, file.updated, file.quiz_title
    heard = documents_shown(page.body)
    known = {media.name: heard[media.name] for media in media_of(heard) if media in file.media}
    documents = {media.name: known.get(media.name) or keep_media(media, origin) for media in file.media}
    page.body = stream_from_pieces(
        file.body,
        LESSON_BLOCKS,
        find_image=lambda name, _line: images[name],
        find_document=lambda name, _line: documents[name],
    )
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
