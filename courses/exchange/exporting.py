"""Writes a course as a folder or an archive, which `reading` then reads as the very same course; checked before
anything is put in place."""

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from portal.core.directives import ContentError

from . import archives, lined_yaml
from .files import BrokenCourse, CourseFile, MediaFile
from .reading import read_course
from .recordings import write_to
from .writing import course_files


class OccupiedTarget(ValueError):
    """The place to write to holds something else; nothing was written."""


@dataclass(frozen=True)
class ExportReport:
    """Where the course now stands, how many files it has, and the files beside them that no lesson names."""

    path: Path
    files: int
    left_alone: list[str] = field(default_factory=list)


def export_folder(file: CourseFile, folder: Path) -> ExportReport:
    """Write the course's folder: `folder` itself when it is called like the course, else one below it. Raises
    OccupiedTarget when that holds anything but this course, BrokenCourse when files cannot say what a page holds."""
    target = folder if folder.resolve().name == file.slug else folder / file.slug
    _refuse_other_folder(target, file.slug)
    files = course_files(file)
    with tempfile.TemporaryDirectory() as place:
        source = _checked(file, files, Path(place))
        for name in files:
            _put(source / name, target / name)
    present = {str(path.relative_to(target)) for path in target.rglob("*") if not path.is_dir()}
    return ExportReport(target, len(files), sorted(present - set(files)))


def export_archive(file: CourseFile, path: Path) -> ExportReport:
    """Write the course's folder as a .zip; the same course gives the same bytes. Raises as `export_folder` does."""
    if path.exists() and archives.course_of_archive(path) != file.slug:
        raise OccupiedTarget(f"{path} is there already and does not hold the course `{file.slug}`")
    files = course_files(file)
    with tempfile.TemporaryDirectory() as place:
        _checked(file, files, Path(place))
        packed = Path(place) / "packed.zip"
        archives.pack({f"{file.slug}/{name}": content for name, content in files.items()}, packed)
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(packed, path)
    return ExportReport(path, len(files))


def _refuse_other_folder(target: Path, slug: str) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise OccupiedTarget(f"{target} is not a folder")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if any(path.is_symlink() for path in target.rglob("*")):
        raise OccupiedTarget(f"{target} holds symbolic links, which lead elsewhere")
    try:
        text = (target / "course.yaml").read_text()
        found = lined_yaml.load(text, path="course.yaml").get("slug")
    except (OSError, UnicodeDecodeError, ContentError):
        found = None
    if found != slug:
        raise OccupiedTarget(f"{target} is not empty and does not hold the course `{slug}`")


def _checked(file: CourseFile, files: dict[str, bytes | MediaFile], place: Path) -> Path:
    """The files in a folder below `place`, once they have been read back as the same course."""
    folder = place / file.slug
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to(path, content)
    _tell_difference(file, read_course(folder))
    return folder


def _tell_difference(file: CourseFile, back: CourseFile) -> None:
    if file == back:
        return
    read = {lesson.slug: lesson for lesson in back.lessons}
    paths = {
        lesson.slug: f"{file.slug}/{sequence.slug}/{lesson.slug}/lesson.md"
        for sequence in file.sequences
        for lesson in sequence.lessons
    }
    message = "this would not be read back as it stands; does a text hold a line that begins with `:::`?"
    different = [paths[lesson.slug] for lesson in file.lessons if read.get(lesson.slug) != lesson]
    raise BrokenCourse([ContentError(message, path=path) for path in different or [f"{file.slug}/course.yaml"]])


def _put(source: Path, target: Path) -> None:
    """Put a file in its place at once: a reader meets the old one or the new one, never half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as half:
        try:
            with source.open("rb") as whole:
                shutil.copyfileobj(whole, half)
            half.close()
            shutil.copymode(source, half.name)
            os.replace(half.name, target)
        except BaseException:
            Path(half.name).unlink(missing_ok=True)
            raise
