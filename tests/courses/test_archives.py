"""Courses from .zip files: hostile archives, each made here, are refused whole, and leave nothing behind."""

import io
import stat
import struct
import tracemalloc
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from courses.exchange import archives
from courses.models import CoursePage, Question
from portal.media.models import SiteImage

from .conftest import COURSE

pytestmark = pytest.mark.django_db
FILES = {str(path.relative_to(COURSE.parent)): path.read_bytes() for path in COURSE.rglob("*") if path.is_file()}
TOP = "cours-de-jardin"


@pytest.fixture(autouse=True)
def nothing_is_left(index, tmp_path, monkeypatch):
    """Whatever a test does: afterwards the temporary folder is empty."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "cours.zip"


def pack(path, extra=(), files=FILES, compression=zipfile.ZIP_DEFLATED):
    """The course's files, then `extra`: pairs of a name (or ZipInfo) and content."""
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, content in [*files.items(), *extra]:
            packed.writestr(name, content)


def rows() -> tuple:
    return (
        Page.objects.count(), Revision.objects.count(), Question.objects.count(), SiteImage.objects.count(),
        list(Page.objects.values_list("pk", "path", "numchild")),
    )  # fmt: skip


def refused(path) -> str:
    """What the command says of an archive, having changed nothing."""
    before = rows()
    with pytest.raises(CommandError, match="nothing was changed") as error:
        call_command("import_course", path)
    assert rows() == before and not CoursePage.objects.exists()
    return str(error.value)


def patch(path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def set_in_directory(path, name: str, offset: int, fmt: str, value, *, local: int | None = None) -> None:
    """Change a field of a file's entry in the list of files, and with `local` in the header before its content."""
    content = bytearray(path.read_bytes())
    for signature, at, size in ((b"PK\x01\x02", offset, 46), (b"PK\x03\x04", local, 30)):
        start = content.find(signature)
        while start >= 0 and at is not None:
            if content[start + size : start + size + len(name)] == name.encode():
                struct.pack_into(fmt, content, start + at, value)
            start = content.find(signature, start + 4)
    path.write_bytes(bytes(content))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="there is no"):
        call_command("import_course", tmp_path / "absent.zip")


def test_a_zip_of_the_folder_is_the_folder(archive):
    pack(archive)
    out = StringIO()
    call_command("import_course", archive, stdout=out)
    assert "2 sequences, 3 lessons, 5 questions" in out.getvalue() and "created: 6" in out.getvalue()
    again = StringIO()
    call_command("import_course", archive, stdout=again)
    assert "unchanged: 6" in again.getvalue()


def test_what_macos_adds_is_passed_over(archive):
    pack(archive, [("__MACOSX/cours-de-jardin/._course.yaml", b"\0"), (f"{TOP}/.DS_Store", b"\0"), (f"{TOP}/", b"")])
    call_command("import_course", archive, "--dry-run", stdout=StringIO())


def test_errors_name_file_and_line_as_for_a_folder(archive):
    quiz = f"{TOP}/semer/choisir-ses-graines/quiz.yaml"
    pack(archive, files={**FILES, quiz: FILES[quiz].replace(b"kind: match", b"kind: reve")})
    errors, before = StringIO(), rows()
    with pytest.raises(CommandError, match="1 errors; nothing was changed"):
        call_command("import_course", archive, stderr=errors)
    assert f"{quiz}:47" in errors.getvalue() and rows() == before


SLIPS = ["../dehors.txt", "/etc/dehors.txt", f"{TOP}/../../dehors.txt", f"{TOP}//double.txt", "./x", f"{TOP}/."]
BACKSLASHES = ["..\\dehors.txt", "C:\\dehors.txt", "C:dehors.txt", f"{TOP}\\course.yaml", f"{TOP}/a\nb"]


@pytest.mark.parametrize("name", SLIPS)
def test_a_name_that_leads_out_is_refused(archive, tmp_path, name):
    pack(archive, [(name, "dehors")])
    assert "leads out of the archive" in refused(archive)
    assert not list(tmp_path.parent.glob("dehors.txt"))


@pytest.mark.parametrize("name", BACKSLASHES)
def test_a_name_with_a_strange_sign_is_refused(archive, name):
    pack(archive, [(name, "dehors")])
    assert "backslash, a colon or a control character" in refused(archive)


def test_a_name_cut_by_a_nul_is_refused(archive):
    pack(archive, [(f"{TOP}/notesX.txt", "x")])
    patch(archive, b"notesX.txt", b"notes\0.txt")
    assert "control character" in refused(archive)


def test_a_name_too_long_for_a_disk_is_refused(archive):
    pack(archive, [(f"{TOP}/{'é' * 150}.txt", "x")])
    assert "too long" in refused(archive)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(archive, kind):
    info = zipfile.ZipInfo(f"{TOP}/lien")
    info.create_system, info.external_attr = 3, (kind | 0o777) << 16
    pack(archive, [(info, "/etc/passwd")])
    assert "symbolic link or another special file" in refused(archive)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(archive):
    pack(archive, [(f"{TOP}/course.yaml", "slug: autre")])
    assert "`cours-de-jardin/course.yaml` is there twice" in refused(archive)
    pack(archive, [(f"{TOP}/COURSE.yaml", "slug: autre")])
    assert "is there twice" in refused(archive)


def test_a_file_below_a_file_is_refused(archive):
    pack(archive, [(f"{TOP}/course.yaml/dessous.txt", "x")])
    assert "stands below what is itself a file" in refused(archive)


def test_an_encrypted_file_is_refused(archive):
    pack(archive)
    set_in_directory(archive, f"{TOP}/course.yaml", 8, "<H", 1, local=6)
    assert "is encrypted" in refused(archive)


def test_another_compression_is_refused(archive):
    pack(archive, compression=zipfile.ZIP_LZMA)
    assert "use deflate" in refused(archive)


def test_a_name_that_is_not_utf_8_is_refused(archive):
    pack(archive, [(f"{TOP}/notXX.txt", "x")])
    patch(archive, b"notXX.txt", b"not\xe9\xe8.txt")  # without the flag: some old code page
    assert "not marked as UTF-8" in refused(archive)
    set_in_directory(archive, f"{TOP}/not", 8, "<H", 0x800, local=6)
    assert "not UTF-8" in refused(archive)


NOT_ZIPS = [
    b"",
    b"slug: cours-de-jardin\n",
    b"PK\x03\x04" + b"\0" * 100,
    b"\x1f\x8b" + b"x" * 200,
    b"PK\x05\x06" + b"\xff" * 18,
]


@pytest.mark.parametrize("content", NOT_ZIPS)
def test_what_is_no_zip_is_refused(archive, content):
    archive.write_bytes(content)
    assert "zip archive" in refused(archive) or "list of files is too long" in refused(archive)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_zip_cut_short_is_refused(archive, share):
    pack(archive)
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])
    assert "cut short" in refused(archive)


def test_a_damaged_content_is_refused(archive):
    pack(archive)
    with zipfile.ZipFile(archive) as packed:
        at = packed.getinfo(f"{TOP}/course.yaml").header_offset + 30 + len(f"{TOP}/course.yaml") + 20
    content = bytearray(archive.read_bytes())
    content[at] ^= 0xFF
    archive.write_bytes(bytes(content))
    assert "the archive is damaged" in refused(archive)


def test_a_file_that_declares_two_gigabytes_is_refused(archive):
    pack(archive)
    set_in_directory(archive, f"{TOP}/course.yaml", 24, "<L", 2_000_000_000)
    assert "is larger than 6 MB" in refused(archive)


def test_a_bomb_is_stopped_whatever_its_header_says(archive):
    bomb = b"\0" * 5_500_000
    pack(archive, [(f"{TOP}/bombe.svg", bomb)])
    assert "more than an honest archive" in refused(archive)
    set_in_directory(archive, f"{TOP}/bombe.svg", 24, "<L", 1000, local=22)
    assert "damaged" in refused(archive)


def test_many_files_that_are_small_one_by_one_are_stopped(archive, monkeypatch):
    monkeypatch.setattr(archives, "RATIO_COUNTS_FROM", 50_000)
    monkeypatch.setattr(archives, "MAX_RATIO", 100)
    pack(archive, [(f"{TOP}/x{number}.svg", b"\0" * 40_000) for number in range(200)])
    assert "more than an honest archive" in refused(archive)


def test_the_whole_has_a_limit(archive, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 3_000)
    pack(archive)
    assert "more than an honest archive" in refused(archive)


def test_too_many_files_are_refused(archive):
    pack(archive, [(f"{TOP}/{number}", "") for number in range(archives.MAX_FILES)])
    assert "more than 10000 files" in refused(archive)


def test_a_list_of_files_made_to_fill_memory_is_refused_before_it_is_read(archive):
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    directory = entry * 200_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(directory), 0, 0)
    archive.write_bytes(directory + end)
    tracemalloc.start()
    assert "list of files is too long" in refused(archive)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_the_kind_for_more_than_four_gigabytes_is_refused(archive):
    pack(archive)
    content = archive.read_bytes()
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    archive.write_bytes(content[:-22] + locator + content[-22:])
    assert "zip64" in refused(archive)


def test_an_archive_too_large_is_not_even_opened(archive):
    with archive.open("wb") as file:
        file.truncate(2_000_000_000)  # a sparse file: nothing on disk
    assert "larger than 600 MB" in refused(archive)


def test_an_archive_of_something_else_is_refused(archive):
    pack(archive, files={"lisez-moi.txt": b"x"})
    assert "must hold one folder" in refused(archive)
    pack(archive, [("autre/course.yaml", b"slug: autre")])
    assert "must hold one folder" in refused(archive)
    archive.write_bytes(_empty())
    assert "must hold one folder" in refused(archive)


def _empty() -> bytes:
    content = io.BytesIO()
    zipfile.ZipFile(content, "w").close()
    return content.getvalue()
