"""Courses as .zip files. Whoever sends an archive may mean harm: it is opened below a folder of its own, every limit is
held while reading (a header may say anything), and whatever is odd refuses the whole of it."""

import os
import re
import shutil
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings

from portal.core.recordings import SUFFIXES as RECORDINGS

from .files import MediaFile

MAX_ARCHIVE_BYTES = 600_000_000
MAX_DIRECTORY_BYTES = 2_000_000
MAX_FILES = 10_000
MAX_FILE_BYTES = 6_000_000
MAX_TOTAL_BYTES = 200_000_000
MAX_RATIO = 200  # drawings and texts shrink ten to thirty times; what shrinks more was made to
RATIO_COUNTS_FROM = 200_000
# Recordings are counted apart: large, and already as small as they get.
MAX_RECORDINGS_BYTES = 500_000_000
MAX_RECORDING_RATIO = 20
_CHUNK = 64 * 1024
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_END, _END64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_READ = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class BrokenArchive(ValueError):
    """An archive cannot be read, or is not one that a course comes in; the message says why."""


def pack(files: dict[str, bytes | MediaFile], path: Path) -> None:
    """Write these files as an archive; the same files give the same bytes, whenever and wherever."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            if isinstance(content, bytes):
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content, compresslevel=9)
            else:  # nothing to gain, and too large to be held
                with content.open() as source, archive.open(info, "w") as target:
                    shutil.copyfileobj(source, target)


def course_of_archive(path: Path) -> str:
    """The folder of the course that an archive holds; empty for anything else."""
    try:
        with _opened(path) as archive:
            return _top_folder([name for name, _info in _entries(archive)])
    except BrokenArchive:
        return ""


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The course's folder, taken out of an archive for as long as the block lasts. Raises BrokenArchive."""
    with tempfile.TemporaryDirectory() as place, _opened(path) as archive:
        entries = _entries(archive)
        top = _top_folder([name for name, _info in entries])
        _take_out(archive, entries, Path(place), path.stat().st_size)
        yield Path(place) / top


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        _check_end(path)
        archive = zipfile.ZipFile(path)
    except BrokenArchive:
        raise
    except UnicodeDecodeError as error:
        raise BrokenArchive("a file name is not UTF-8") from error
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise BrokenArchive(f"not a zip archive, or a damaged one ({error})") from error
    with archive:
        yield archive


def _check_end(path: Path) -> None:
    """Look at the archive's end before its list of files is read into memory: that list may itself be the bomb."""
    size = path.stat().st_size
    if size > MAX_ARCHIVE_BYTES:
        raise BrokenArchive(f"the archive is larger than {MAX_ARCHIVE_BYTES // 1_000_000} MB")
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise BrokenArchive("not a zip archive, or one cut short")
    if _END64_LOCATOR in tail[max(0, at - 20) : at]:
        raise BrokenArchive("the archive is of the kind for more than 4 GB (zip64)")
    if struct.unpack_from("<L", tail, at + 12)[0] > MAX_DIRECTORY_BYTES:
        raise BrokenArchive("the archive's list of files is too long")


def _entries(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """The files of an archive with their names, all checked; what macOS adds and folders are left out."""
    if len(archive.infolist()) > MAX_FILES:
        raise BrokenArchive(f"the archive holds more than {MAX_FILES} files")
    entries, seen = [], set()
    for info in archive.infolist():
        name = _checked_name(info)
        _check_kind(info, name)
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen:
            raise BrokenArchive(f"`{name}` is there twice")
        seen.add(key)
        if not info.is_dir() and not name.startswith("__MACOSX/") and PurePosixPath(name).name != ".DS_Store":
            entries.append((name, info))
    files = {name for name, _info in entries}
    for name in files:
        if any(str(above) in files for above in PurePosixPath(name).parents):
            raise BrokenArchive(f"`{name}` stands below what is itself a file")
    return entries


def _checked_name(info: zipfile.ZipInfo) -> str:
    raw = info.orig_filename
    if not info.flag_bits & 0x800 and not raw.isascii():
        raise BrokenArchive("a file name is not marked as UTF-8; make the archive with another tool")
    shown = ascii(raw)[1:-1][:80]
    if re.search(r"[\x00-\x1f\x7f\\:]", raw):
        raise BrokenArchive(f"the name `{shown}` holds a backslash, a colon or a control character")
    parts = raw.rstrip("/").split("/")
    if raw.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise BrokenArchive(f"the name `{shown}` leads out of the archive")
    if len(raw) > 400 or any(len(os.fsencode(part)) > 200 for part in parts):
        raise BrokenArchive(f"the name `{shown}…` is too long")
    return raw.rstrip("/")


def _check_kind(info: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BrokenArchive(f"`{name}` is a symbolic link or another special file")
    if info.flag_bits & 0x41:
        raise BrokenArchive(f"`{name}` is encrypted")
    if info.compress_type not in _READ:
        raise BrokenArchive(f"`{name}` is compressed in a way that is not read; use deflate")
    if info.file_size > _most_bytes(name):
        raise BrokenArchive(f"`{name}` is larger than {_most_bytes(name) // 1_000_000} MB")


def _is_recording(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in RECORDINGS


def _most_bytes(name: str) -> int:
    return settings.RECORDING_MAX_BYTES if _is_recording(name) else MAX_FILE_BYTES


def _top_folder(names: list[str]) -> str:
    tops = {name.partition("/")[0] for name in names}
    top = tops.pop() if len(tops) == 1 else ""
    if not top or f"{top}/course.yaml" not in names:
        raise BrokenArchive("the archive must hold one folder, the course's, with course.yaml in it")
    return top


def _take_out(archive, entries, place: Path, archive_bytes: int) -> None:
    """Write the files below `place`, counting what really comes out."""
    left = {
        False: min(MAX_TOTAL_BYTES, max(RATIO_COUNTS_FROM, archive_bytes * MAX_RATIO)),
        True: min(MAX_RECORDINGS_BYTES, max(RATIO_COUNTS_FROM, archive_bytes * MAX_RECORDING_RATIO)),
    }
    for name, info in entries:
        recording = _is_recording(name)
        ratio = MAX_RECORDING_RATIO if recording else MAX_RATIO
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        allowed = min(_most_bytes(name), max(RATIO_COUNTS_FROM, info.compress_size * ratio), left[recording])
        try:
            with archive.open(info) as source, target.open("xb") as file:
                left[recording] -= _copy(source, file, allowed, name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise BrokenArchive(f"`{name}` cannot be read: the archive is damaged ({error})") from error


def _copy(source, file, at_most: int, name: str) -> int:
    written = 0
    while chunk := source.read(_CHUNK):
        written += len(chunk)
        if written > at_most:
            raise BrokenArchive(f"`{name}` unpacks to more than an honest archive would; nothing of it was kept")
        file.write(chunk)
    return written
