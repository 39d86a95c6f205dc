"""Reads a course folder into a `CourseFile`. Nothing is written; everything that is wrong is told at once."""

from pathlib import Path

from portal.core import directives
from portal.core.blocks import LESSON_BLOCKS, stream_from_pieces
from portal.core.directives import ContentError, Piece
from portal.core.drawings import UnsafeDrawing
from portal.core.pictures import MAX_BYTES, BrokenPicture
from portal.core.recordings import CAPTIONS_TYPE, BrokenRecording

from ..models.pages import RESERVED_COURSE_SLUGS, RESERVED_SEQUENCE_SLUGS
from . import lined_yaml
from .fields import Fields
from .figures import SUFFIXES, figure_from_bytes
from .files import AttestationFile, BrokenCourse, CourseFile, FigureFile, LessonFile, MediaFile, SequenceFile
from .normal import normal_piece
from .questions import read_questions
from .recordings import SUFFIXES as MEDIA_SUFFIXES
from .recordings import media_from_path

MAX_TEXT_BYTES = 500_000


def read_course(folder: Path | str) -> CourseFile:
    """The course in this folder; BrokenCourse with every error, by file and line, when it cannot be imported."""
    reading = _Reading(Path(folder))
    course = reading.course()
    if reading.errors:
        raise BrokenCourse(sorted(reading.errors, key=lambda error: (error.path, error.line)))
    return course


class _Reading:
    """One pass over a folder, gathering errors. Paths in errors are relative to the folder's parent."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.root = folder.resolve()
        self.errors: list[ContentError] = []

    def course(self) -> CourseFile | None:
        fields = self._yaml(self.folder / "course.yaml")
        if fields is None:
            return None
        slug = fields.slug(folder=self.root.name)
        if slug in RESERVED_COURSE_SLUGS:
            fields.error(f"the address `{slug}` is taken by the site: give the course another one", "slug")
        names = fields.slugs("sequences")
        for name, line in names:
            if name in RESERVED_SEQUENCE_SLUGS:
                message = f"the address `{name}` is taken by the site: give the sequence another one"
                self.errors.append(ContentError(message, line=line, path=fields.path))
        sequences = [self._sequence(self.folder / name, line, fields) for name, line in names]
        course = CourseFile(
            slug=slug,
            title=fields.text("title", at_most=200),
            summary=fields.text("summary", at_most=400),
            introduction=fields.text("introduction", required=False),
            authors=fields.text("authors", required=False, at_most=200),
            licence=fields.text("licence", at_most=40),
            language=fields.text("language", at_most=10),
            updated=fields.day("updated"),
            board=fields.text("board", required=False, at_most=100),
            attestation=self._attestation(fields),
            sequences=tuple(one for one in sequences if one),
        )
        fields.no_others()
        self._lessons_once(course)
        return course

    def _attestation(self, above: Fields) -> AttestationFile | None:
        """A course may give none."""
        values = above.mapping("attestation")
        if values is None:
            return None
        fields = Fields(values, above.path, self.errors)
        rule = AttestationFile(
            lessons=fields.number("lessons", at_least=1, at_most=100),
            score=fields.number("score", at_least=0, at_most=100),
        )
        fields.no_others()
        return rule

    def _lessons_once(self, course: CourseFile) -> None:
        """Progress follows a lesson's slug from one sequence to another, so a course has each slug once."""
        seen: dict[str, str] = {}
        for sequence in course.sequences:
            for lesson in sequence.lessons:
                if lesson.slug in seen:
                    where = self._name(self.folder / sequence.slug / "sequence.yaml")
                    message = f"the lesson `{lesson.slug}` is already in the sequence `{seen[lesson.slug]}`"
                    self.errors.append(ContentError(message, path=where))
                seen[lesson.slug] = sequence.slug

    def _sequence(self, folder: Path, line: int, above: Fields) -> SequenceFile | None:
        if not folder.is_dir():
            self.errors.append(ContentError(f"there is no folder `{folder.name}`", line=line, path=above.path))
            return None
        fields = self._yaml(folder / "sequence.yaml")
        if fields is None:
            return None
        slug = fields.slug(folder=folder.name)
        lessons = [self._lesson(folder / name, line, fields) for name, line in fields.slugs("lessons")]
        sequence = SequenceFile(
            slug=slug,
            title=fields.text("title", at_most=200),
            summary=fields.text("summary", required=False, at_most=400),
            lessons=tuple(one for one in lessons if one),
        )
        fields.no_others()
        return sequence

    def _lesson(self, folder: Path, line: int, above: Fields) -> LessonFile | None:
        if not folder.is_dir():
            self.errors.append(ContentError(f"there is no folder `{folder.name}`", line=line, path=above.path))
            return None
        path = folder / "lesson.md"
        source = self._text(path)
        if source is None:
            return None
        try:
            _front, body, first_line = directives.split_front_matter(source, path=self._name(path))
            head = "".join(source.splitlines(keepends=True)[1 : first_line - 2])
            fields = Fields(lined_yaml.load(head, path=self._name(path), first_line=2), self._name(path), self.errors)
            pieces = list(directives.pieces(body, first_line=first_line, path=self._name(path)))
        except ContentError as error:
            self.errors.append(error)
            return None
        figures, media = self._shown(folder, pieces)
        quiz_title, questions = self._quiz(folder / "quiz.yaml")
        lesson = LessonFile(
            slug=fields.slug(folder=folder.name),
            title=fields.text("title", at_most=200),
            summary=fields.text("summary", required=False, at_most=400),
            minutes=fields.number("duration", at_least=1, at_most=600),
            updated=fields.day("updated"),
            licence=fields.text("licence", required=False, at_most=40),
            body=tuple(normal_piece(piece) for piece in pieces),
            quiz_title=quiz_title,
            questions=questions,
            figures=figures,
            media=media,
        )
        fields.no_others()
        return lesson

    def _shown(self, folder: Path, pieces: list[Piece]) -> tuple[tuple[FigureFile, ...], tuple[MediaFile, ...]]:
        """The drawings and recordings that the text shows, each checked; one unknown block or broken figure does not
        hide the next."""
        figures: dict[str, FigureFile] = {}
        media: dict[str, MediaFile] = {}
        path = self._name(folder / "lesson.md")

        def find_figure(name: str, line: int) -> None:
            if name not in figures:
                figures[name] = self._figure(folder, name, line, path)

        for piece in pieces:

            def find_media(name: str, line: int, kind: str = piece.kind, argument: str = piece.argument) -> None:
                if name not in media:
                    media[name] = self._media(folder, name, line, path)
                self._check_kind(media[name], kind if name == argument else "captions", line, path)

            try:
                stream_from_pieces([piece], LESSON_BLOCKS, find_image=find_figure, find_document=find_media, path=path)
            except ContentError as error:
                self.errors.append(error)
        return tuple(figures[name] for name in sorted(figures)), tuple(media[name] for name in sorted(media))

    def _media(self, folder: Path, name: str, line: int, path: str) -> MediaFile:
        file = folder / name
        if Path(name).name != name or file.suffix.lower() not in MEDIA_SUFFIXES:
            known = ", ".join(sorted(MEDIA_SUFFIXES))
            raise ContentError(f"`{name}` must be the name of a file beside the lesson ({known})", line=line, path=path)
        if not self._is_ours(file):
            raise ContentError(f"there is no file `{name}` beside the lesson", line=line, path=path)
        try:
            return media_from_path(file)
        except BrokenRecording as error:
            raise ContentError(str(error), line=error.line, path=self._name(file)) from error

    @staticmethod
    def _check_kind(media: MediaFile, kind: str, line: int, path: str) -> None:
        """A video is no sound, and captions are neither."""
        wanted = CAPTIONS_TYPE if kind == "captions" else f"{kind}/"
        if not media.media_type.startswith(wanted):
            message = f"`{media.name}` is {media.media_type}, and cannot stand as {kind} here"
            raise ContentError(message, line=line, path=path)

    def _figure(self, folder: Path, name: str, line: int, path: str) -> FigureFile:
        file = folder / name
        if Path(name).name != name or file.suffix.lower() not in SUFFIXES:
            message = f"`{name}` must be the name of an SVG file beside the lesson, or of a PNG, JPEG, WebP or GIF"
            raise ContentError(message, line=line, path=path)
        content = self._bytes(file, at_most=MAX_BYTES)
        if content is None:
            raise ContentError(f"there is no file `{name}` beside the lesson", line=line, path=path)
        try:
            return figure_from_bytes(name, content)
        except (UnsafeDrawing, BrokenPicture) as error:
            line = getattr(error, "line", 1)
            raise ContentError(str(error), line=line, path=self._name(file)) from error

    def _quiz(self, path: Path) -> tuple[str, tuple]:
        """A lesson may have no quiz."""
        if not path.exists():
            return "", ()
        fields = self._yaml(path)
        return read_questions(fields) if fields else ("", ())

    def _yaml(self, path: Path) -> Fields | None:
        text = self._text(path)
        if text is None:
            return None
        try:
            return Fields(lined_yaml.load(text, path=self._name(path)), self._name(path), self.errors)
        except ContentError as error:
            self.errors.append(error)
            return None

    def _text(self, path: Path) -> str | None:
        content = self._bytes(path)
        if content is None:
            self.errors.append(ContentError("the file is missing", path=self._name(path)))
            return None
        try:
            if len(content) > MAX_TEXT_BYTES:
                raise ValueError(f"larger than {MAX_TEXT_BYTES // 1000} kB")
            return content.decode("utf-8").replace("\r\n", "\n")
        except ValueError as error:
            self.errors.append(ContentError(f"the file is not readable text: {error}", path=self._name(path)))
            return None

    def _bytes(self, path: Path, *, at_most: int = MAX_TEXT_BYTES) -> bytes | None:
        """A file of this course, one byte past the limit at most; a link that leads out of its folder is missing."""
        if not self._is_ours(path):
            return None
        with path.open("rb") as file:
            return file.read(at_most + 1)

    def _is_ours(self, path: Path) -> bool:
        return path.is_file() and path.resolve().is_relative_to(self.root)

    def _name(self, path: Path) -> str:
        return str(Path(self.root.name, path.relative_to(self.folder)))
