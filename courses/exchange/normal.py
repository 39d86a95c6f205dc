"""A course in the form in which files give it back. Pages written in /cms/ may hold what files do not tell apart (two
texts in a row, a line end of Windows, a blank line at the end): comparing normal forms tells what really changed."""

from dataclasses import replace

from portal.core import media_pieces
from portal.core.directives import Piece, one_line

from .files import CourseFile, LessonFile, QuestionFile, SequenceFile
from .questions import normal_data


def normal_course(file: CourseFile) -> CourseFile:
    """The whole course; its figures are already as files hold them."""
    return replace(
        file,
        title=_line(file.title),
        summary=_line(file.summary),
        introduction=_lines(file.introduction).strip(),
        authors=_line(file.authors),
        licence=_line(file.licence),
        language=_line(file.language),
        sequences=tuple(normal_sequence(one) for one in file.sequences),
    )


def normal_sequence(file: SequenceFile) -> SequenceFile:
    lessons = tuple(normal_lesson(one) for one in file.lessons)
    return replace(file, title=_line(file.title), summary=_line(file.summary), lessons=lessons)


def normal_lesson(file: LessonFile) -> LessonFile:
    return replace(
        file,
        title=_line(file.title),
        summary=_line(file.summary),
        licence=_line(file.licence),
        body=_normal_body(file.body),
        quiz_title=_line(file.quiz_title),
        questions=tuple(_normal_question(one) for one in file.questions),
    )


def _normal_question(file: QuestionFile) -> QuestionFile:
    data = normal_data(file.kind, file.data)
    return replace(file, text=_line(file.text), explanation=_line(file.explanation), data=data)


def _normal_body(body: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Each block without blank lines around it; texts that follow each other are one, empty ones are none."""
    pieces: list[Piece] = []
    for piece in map(normal_piece, body):
        if piece.kind != "text":
            pieces.append(piece)
        elif pieces and pieces[-1].kind == "text" and piece.text.strip():
            pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text}\n\n{piece.text}")
        elif piece.text.strip():
            pieces.append(piece)
    return tuple(pieces)


def normal_piece(piece: Piece) -> Piece:
    """A block without its line; a figure's caption is on one line, what is said of a recording in a fixed order."""
    text = _lines(piece.text).strip("\n")
    if piece.kind == "figure":
        caption, separator, description = text.partition("\n---\n")
        text = f"{_line(caption)}{separator}{description.strip()}"
    normal = Piece(piece.kind, _line(piece.argument), text, 0)
    return media_pieces.normal(normal) if piece.kind in media_pieces.KEYS else normal


def _line(text: str) -> str:
    return one_line(text).strip()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
