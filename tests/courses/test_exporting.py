"""Courses into files: what is written is read back as the same course, and a second export gives the same bytes."""

import os
import shutil
import time
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import Page, Revision

from courses.exchange.actions import import_course
from courses.exchange.reading import read_course
from courses.models import Answer, CoursePage, LessonPage, Question, SequencePage
from courses.shipped import CONTENT
from portal.media.models import SiteImage

from .conftest import COURSE, LESSON

pytestmark = pytest.mark.django_db
SHIPPED = sorted(path.parent.name for path in CONTENT.glob("*/course.yaml"))


def export(slug, target) -> str:
    out = StringIO()
    call_command("export_course", slug, target, stdout=out)
    return out.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def everything() -> tuple:
    return (
        list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision", "last_published_at")),
        list(Question.objects.order_by("pk").values_list("pk", "uid", "kind", "text", "explanation", "data")),
        list(SiteImage.objects.order_by("pk").values_list("pk", "file", "title")),
        Revision.objects.count(),
        list(Answer.objects.values()),
    )


def assert_round_trip(course, index, tmp_path):
    """Export, import again, export again: nothing moves, in the database or on disk."""
    first, second = tmp_path / "first" / course.slug, tmp_path / "second" / course.slug
    export(course.slug, first)
    before = everything()
    report = import_course(file=read_course(first), index=index)
    assert not report.created and not report.updated and not report.left_alone and report.unchanged
    assert everything() == before
    export(course.slug, second)
    assert contents(first) == contents(second)
    # On another portal, where the course never was, the files make the course that they came from.
    course.delete()
    SiteImage.objects.all().delete()
    import_course(file=read_course(first), index=index)
    third = tmp_path / "third" / course.slug
    export(course.slug, third)
    assert contents(third) == contents(first)


def test_an_imported_course_comes_back_byte_for_byte(course, index, tmp_path, client):
    client.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "a"})
    assert Answer.objects.count() == 1
    assert_round_trip(course, index, tmp_path)


@pytest.mark.parametrize("slug", SHIPPED)
def test_a_shipped_course_comes_back_byte_for_byte(index, tmp_path, slug):
    import_course(file=read_course(CONTENT / slug), index=index)
    export(slug, tmp_path / slug)
    assert read_course(tmp_path / slug) == read_course(CONTENT / slug)
    assert_round_trip(CoursePage.objects.get(slug=slug), index, tmp_path)


def picture(name: str, title: str, colour: str = "white") -> SiteImage:
    content = BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    return SiteImage.objects.create(title=title, file=ContentFile(content.getvalue(), name=name))


@pytest.fixture
def written_in_cms(index):
    """A course as an author writes it: line ends of a form, texts in a row, a photograph, every sign YAML minds."""
    course = index.add_child(
        instance=CoursePage(
            title="Écrit  « ici » : #1 – “oui”", slug="ecrit-ici", summary='Des "guillemets" \\ et: des # signes',
            introduction="Bonjour\u202f!\r\n\r\n  retrait\r\n- [ ] yaml: non\u2028", authors="no", licence="CC0-1.0",
            language="fr", board="aide", updated_on=date(2026, 3, 1),
        )
    )  # fmt: skip
    sequence = course.add_child(instance=SequencePage(title="1e3", slug="2026-11-20", summary=""))
    photo = picture("la photo.png", "Notre local, de nuit")
    figure = {"image": photo, "caption": "Le local\u00a0!", "description": "Une porte.\r\n\r\nUne fenêtre."}
    sequence.add_child(
        instance=LessonPage(
            title="Lire\tdeux\u00a0fois : oui", slug="true", minutes=12, updated_on=date(2026, 3, 2),
            licence="CC-BY-4.0", quiz_title="Et vous\u202f?",
            body=[
                ("text", "Un.\r\n"), ("text", "\n"), ("text", "Deux :\r\n\r\n```\r\n::: case Montré\r\n```\r\n"),
                ("figure", figure),
                ("figure", {**figure, "image": picture("la photo.png", "Une autre", "red")}),
                ("case", {"title": " À  Laval ", "text": "\r\nDeux lignes.\r\n\r\nEt une."}),
                ("note", {"title": "", "text": "Sans titre."}), ("text", "Fin."),
            ],
            questions=[
                Question(kind="single", text="Oui\r\nou non\u202f?", explanation="L’un\r\n\r\nl’autre",
                         data={"choices": [{"id": "a", "text": "« Oui »", "right": True, "feedback": ""},
                                           {"id": "b", "text": "Non: # `x`", "right": False, "feedback": "\\n \x7f"}]}),
                Question(kind="match", text="Reliez", data={"pairs": [
                    {"id": "p1", "left": "a", "right": "1", "feedback": ""}, {"id": "p2", "left": "b", "right": "2"}]}),
            ],
        )
    )  # fmt: skip
    return course


def test_a_course_written_in_cms_comes_back_byte_for_byte(written_in_cms, index, tmp_path):
    photos = list(SiteImage.objects.order_by("pk").values_list("pk", "title"))
    export("ecrit-ici", tmp_path / "ecrit-ici")
    file = read_course(tmp_path / "ecrit-ici")
    lesson = file.lessons[0]
    assert (file.title, file.licence, lesson.licence) == ("Écrit « ici » : #1 – “oui”", "CC0-1.0", "CC-BY-4.0")
    assert (lesson.title, lesson.quiz_title) == ("Lire deux\u00a0fois : oui", "Et vous\u202f?")
    assert len({figure.name for figure in lesson.figures}) == 2
    assert [piece.kind for piece in lesson.body] == ["text", "figure", "figure", "case", "note", "text"]
    assert list(SiteImage.objects.order_by("pk").values_list("pk", "title")) == photos
    assert_round_trip(written_in_cms, index, tmp_path)


def test_pictures_chosen_in_cms_stay_the_rows_they_are(written_in_cms, index, tmp_path):
    export("ecrit-ici", tmp_path / "ecrit-ici")
    (path,) = tmp_path.rglob("lesson.md")
    path.write_text(path.read_text().replace("Fin.", "Une autre fin."))
    photos = list(SiteImage.objects.order_by("pk").values_list("pk", "title", "file"))
    report = import_course(file=read_course(tmp_path / "ecrit-ici"), index=index)
    assert len(report.updated) == 1
    assert list(SiteImage.objects.order_by("pk").values_list("pk", "title", "file")) == photos


def test_an_archive_is_the_same_bytes_at_any_time(course, index, tmp_path, monkeypatch):
    export(course.slug, tmp_path / "un.zip")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    export(course.slug, tmp_path / "deux.zip")
    assert (tmp_path / "un.zip").read_bytes() == (tmp_path / "deux.zip").read_bytes()
    before = everything()
    call_command("import_course", tmp_path / "un.zip", stdout=StringIO())
    assert everything() == before


def test_what_is_not_public_is_left_out_and_told(course, tmp_path):
    LessonPage.objects.get(slug="lire-le-ciel").unpublish()
    LessonPage.objects.get(slug="partager").unpublish()
    said = export(course.slug, tmp_path)
    assert [lesson.slug for lesson in read_course(tmp_path / course.slug).lessons] == ["choisir-ses-graines"]
    assert said.count("not public, left out") == 3  # two lessons, and the sequence that has none left


def test_a_draft_is_not_exported(course, tmp_path):
    lesson = LessonPage.objects.get(slug="choisir-ses-graines")
    lesson.title = "Brouillon"
    lesson.save_revision()
    export(course.slug, tmp_path)
    assert read_course(tmp_path / course.slug).lessons[0].title == "Choisir ses graines"


def test_an_unknown_course_is_refused(index, tmp_path):
    with pytest.raises(CommandError, match="no public course `rien`"):
        export("rien", tmp_path / "rien")
    assert not (tmp_path / "rien").exists()


def test_a_folder_that_holds_something_else_is_not_touched(course, tmp_path):
    target = tmp_path / course.slug
    target.mkdir()
    (target / "notes.txt").write_text("à moi")
    with pytest.raises(CommandError, match="is not empty and does not hold the course `cours-de-jardin`; nothing"):
        export(course.slug, target)
    (target / "course.yaml").write_text("slug: autre-cours\n")
    with pytest.raises(CommandError, match="does not hold the course"):
        export(course.slug, target)
    assert contents(target) == {"notes.txt": "à moi".encode(), "course.yaml": b"slug: autre-cours\n"}
    (tmp_path / "x.zip").write_bytes(b"something of mine")
    with pytest.raises(CommandError, match="does not hold the course"):
        export(course.slug, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_bytes() == b"something of mine"


@pytest.mark.parametrize("name", ["a-file/cours-de-jardin", "a-file/x.zip"])
def test_a_place_that_cannot_be_written_to_is_told(course, tmp_path, name):
    (tmp_path / "a-file").write_text("à moi")
    with pytest.raises(CommandError, match="cannot be written|is not a folder"):
        export(course.slug, tmp_path / name)
    assert (tmp_path / "a-file").read_text() == "à moi"


def test_the_same_course_is_brought_up_to_date_and_strange_files_are_told(course, folder):
    (folder / "notes.txt").write_text("à moi")
    (folder / "semer/sequence.yaml").write_text("broken")
    said = export(course.slug, folder)
    assert "left alone: notes.txt" in said and (folder / "notes.txt").exists()
    (folder / "notes.txt").unlink()
    assert read_course(folder) == read_course(COURSE)
    export(course.slug, folder.parent / "x.zip")
    export(course.slug, folder.parent / "x.zip")


def test_a_folder_with_links_that_lead_elsewhere_is_not_written_to(course, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.move(folder / "semer", elsewhere)
    (folder / "semer").symlink_to(elsewhere)
    before = contents(elsewhere)
    with pytest.raises(CommandError, match="symbolic links"):
        export(course.slug, folder)
    assert contents(elsewhere) == before


CANNOT_BE_SAID = [
    ({"body": [("text", "Avant\n\n:::\n\nAprès")]}, "semer/choisir-ses-graines/lesson.md:11", "closes nothing"),
    ({"body": [("note", {"title": "Note", "text": "a\n:::\nb"})]}, "lesson.md", "closes nothing"),
    ({"body": [("text", "a\n\n::: case Un cas\nb\n:::")]}, "semer/choisir-ses-graines/lesson.md", "read back"),
    ({"body": [("text", "```\nouvert"), ("note", {"title": "", "text": "a\n```"})]}, "lesson.md:15", "closes nothing"),
    ({"title": "x" * 201}, "semer/choisir-ses-graines/lesson.md:2", "at most 200"),
    ({"slug": "Lecon_Une"}, "semer/sequence.yaml:5", "is not a slug"),
    ({"slug": "partager"}, "recolter/sequence.yaml", "already in the sequence"),
]


@pytest.mark.parametrize(("changes", "where", "what"), CANNOT_BE_SAID)
def test_what_files_cannot_say_is_told_and_nothing_is_written(course, tmp_path, changes, where, what):
    lesson = LessonPage.objects.get(slug="choisir-ses-graines")
    for name, value in changes.items():
        setattr(lesson, name, value)
    lesson.save(clean=False)
    errors = StringIO()
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("export_course", course.slug, tmp_path / course.slug, stderr=errors)
    assert where in errors.getvalue() and what in errors.getvalue(), errors.getvalue()
    assert not (tmp_path / course.slug).exists()


def test_a_picture_lost_on_disk_is_told(course, tmp_path):
    image = SiteImage.objects.get()
    os.unlink(image.file.path)
    errors = StringIO()
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("export_course", course.slug, tmp_path / course.slug, stderr=errors)
    assert "lesson.md:17: there is no file `sachet.svg` beside the lesson" in errors.getvalue()


def test_nothing_is_left_in_the_temporary_folder(course, tmp_path, monkeypatch):
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    export(course.slug, tmp_path / "a" / course.slug)
    export(course.slug, tmp_path / "a.zip")
    export(course.slug, tmp_path / "a")  # the folder called like the course, below the one named
    LessonPage.objects.filter(slug="partager").update(title="x" * 201)
    with pytest.raises(CommandError, match="nothing was written"):
        export(course.slug, tmp_path / "a.zip")
    assert list(place.iterdir()) == []
    assert not [path for path in tmp_path.rglob(".*") if path.is_file()]
