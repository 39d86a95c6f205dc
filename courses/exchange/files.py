"""A course as files hold it: plain values, the same whether read from a folder or from the pages.

Two equal `CourseFile` are the same course, so « has anything changed » is one comparison.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from portal.core.directives import ContentError, Piece


class BrokenCourse(ValueError):
    """A folder cannot be imported; `errors` lists everything that is wrong, each with file and line."""

    def __init__(self, errors: list[ContentError]):
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


@dataclass(frozen=True)
class QuestionFile:
    uid: str
    kind: str
    text: str
    explanation: str
    data: dict


@dataclass(frozen=True)
class FigureFile:
    """A picture beside a lesson: its bytes, and what it is called for those who do not see it."""

    name: str
    content: bytes = field(repr=False)
    title: str = ""


@dataclass(frozen=True)
class MediaFile:
    """A recording or captions beside a lesson: where its bytes are (`open`), and their digest, since recordings are too
    large to be held or compared."""

    name: str
    digest: str
    media_type: str
    open: Callable[[], BinaryIO] = field(repr=False, compare=False)


@dataclass(frozen=True)
class LessonFile:
    """`body` are the pieces of the text with line 0; `figures` and `media` those that it shows; `licence` is empty
    where it is that of the course."""

    slug: str
    title: str
    summary: str
    minutes: int
    updated: date
    body: tuple[Piece, ...]
    quiz_title: str = ""
    questions: tuple[QuestionFile, ...] = ()
    figures: tuple[FigureFile, ...] = ()
    media: tuple[MediaFile, ...] = ()
    licence: str = ""


@dataclass(frozen=True)
class SequenceFile:
    slug: str
    title: str
    summary: str
    lessons: tuple[LessonFile, ...]


@dataclass(frozen=True)
class AttestationFile:
    """What a course asks for its attestation, in percent."""

    lessons: int
    score: int


@dataclass(frozen=True)
class CourseFile:
    """`board` is the slug of the forum's board for this course, or empty; `attestation` None for a course without."""

    slug: str
    title: str
    summary: str
    introduction: str
    authors: str
    licence: str
    language: str
    updated: date
    board: str
    sequences: tuple[SequenceFile, ...]
    attestation: AttestationFile | None = None

    @property
    def lessons(self) -> list[LessonFile]:
        return [lesson for sequence in self.sequences for lesson in sequence.lessons]
