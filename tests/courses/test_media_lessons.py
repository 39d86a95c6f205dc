"""Sound, videos and PeerTube videos in lessons: shown with all their words, asked before another host is contacted,
moved as files without a loss."""

import re
import zipfile
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.exchange.actions import import_course
from courses.exchange.files import BrokenCourse
from courses.exchange.reading import read_course
from courses.models import CoursePage, LessonPage
from courses.public_pages import lesson_text
from portal.core import page_cache, peertube
from portal.core.blocks import LESSON_BLOCKS
from portal.media.models import SiteDocument
from tests.factories.people import UserFactory

from . import recorded
from .conftest import READING_ONLY

pytestmark = pytest.mark.django_db
HOST = "peertube.example"
BLOCKS = """
::: video semis.webm
title: Un semis <b>pas à pas</b>
duration: 1:04:05
captions: fr semis.fr.vtt
captions: en semis.en.vtt
poster: affiche.svg
---
La main pose **une graine**.

---

Fin <script>alert(1)</script>.
:::

::: audio pluie.mp3
title: La pluie
duration: 0:41
---
Il pleut.
:::

::: video muet.webm
title: Sans paroles
duration: 0:02
silent: yes
---
Une tige monte.
:::

::: peertube https://peertube.example/w/aBcDeFgHiJkLmNoPqRsTuV
title: Le jardin ailleurs
---
On visite un jardin.
:::
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 36"><title>Affiche</title></svg>'


@pytest.fixture
def media_folder(folder):
    """The course, whose lesson at READING_ONLY has one of each."""
    lesson = folder / "semer" / "lire-le-ciel"
    with (lesson / "lesson.md").open("a") as file:
        file.write(BLOCKS)
    (lesson / "semis.webm").write_bytes(recorded.webm(1))
    (lesson / "muet.webm").write_bytes(recorded.webm(2))
    (lesson / "pluie.mp3").write_bytes(recorded.mp3())
    (lesson / "affiche.svg").write_text(SVG)
    for language in ("fr", "en"):
        (lesson / f"semis.{language}.vtt").write_bytes(recorded.VTT)
    return folder


@pytest.fixture
def media_course(index, media_folder):
    import_course(file=read_course(media_folder), index=index)
    return CoursePage.objects.get(slug="cours-de-jardin")


def lesson_with_media() -> LessonPage:
    return LessonPage.objects.get(slug="lire-le-ciel")


def test_a_visitor_gets_every_recording_with_its_words_and_loads_none(client, media_course):
    page = client.get(READING_ONLY).content.decode()
    video, silent = re.findall(r"<video .*?</video>", page)
    (audio,) = re.findall(r"<audio [^>]*>", page)
    for one in (video, silent, audio):
        assert " controls " in one and 'preload="none"' in one and "autoplay" not in one
    assert 'srclang="fr" label="Français">' in video
    assert 'srclang="en" label="English">' in video
    assert 'poster="/media/' in video and "affiche.svg" in video
    assert " muted" in silent and "<track" not in silent
    assert re.search(r"1\sh 4\smin 5\ss", page)
    assert "Télécharger la vidéo (WebM," in page and "Télécharger le son (MP3," in page
    assert "<strong>une graine</strong>" in page and "Il pleut." in page and "On visite un jardin." in page
    assert "<b>pas à pas" not in page and "<script>alert" not in page
    assert "&lt;b&gt;pas à pas&lt;/b&gt;" in page
    for document in SiteDocument.objects.all():
        assert f'src="{document.url}"' in page
        response = client.get(document.url, headers={"Range": "bytes=0-3"})
        assert (response.status_code, response["Content-Type"]) == (206, document.media_type)
        b"".join(response.streaming_content)


def test_no_lesson_contacts_another_host(client, media_course):
    response = client.get(READING_ONLY)
    page = response.content.decode()
    fetched = re.findall(r'(?:src|srcset|poster|data|action)="([^"]*)"|<link[^>]* href="([^"]*)"', page)
    assert fetched and all((one or other).startswith("/") for one, other in fetched)
    assert "iframe" not in page
    assert HOST not in response["Content-Security-Policy"] and "frame-src" not in response["Content-Security-Policy"]
    assert response.cookies == {}


def test_a_peertube_video_is_shown_only_to_those_who_agreed_here(client, media_course):
    url = f"{READING_ONLY}video/1/"
    assert (
        f'<form action="{url}"><button class="flap" name="accord" value="oui">'
        in client.get(READING_ONLY).content.decode()
    )
    asks = client.get(url)
    from_elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"}).get(url, {"accord": "oui"})
    typed = Client(headers={"Sec-Fetch-Site": "none"}).get(url, {"accord": "oui"})
    unknown = Client().get(url, {"accord": "oui"})
    for response in (asks, from_elsewhere, typed, unknown):
        page = response.content.decode()
        assert f"votre navigateur contactera <b>{HOST}</b>" in page and "On visite un jardin." in page
        assert "<iframe" not in page and "frame-src" not in response["Content-Security-Policy"]
    shown = client.get(url, {"accord": "oui"})
    page = shown.content.decode()
    (frame,) = re.findall(r"<iframe [^>]*>", page)
    assert f'src="https://{HOST}/videos/embed/aBcDeFgHiJkLmNoPqRsTuV?p2p=0"' in frame
    assert 'title="Le jardin ailleurs"' in frame
    assert 'sandbox="allow-scripts allow-same-origin allow-popups"' in frame
    assert 'referrerpolicy="no-referrer"' in frame
    policy = shown["Content-Security-Policy"].split("; ")
    assert f"frame-src https://{HOST}" in policy and sum(HOST in part for part in policy) == 1
    assert "no-store" in shown["Cache-Control"] and shown.cookies == {}
    again = client.get(url)
    assert "<iframe" not in again.content.decode() and "frame-src" not in again["Content-Security-Policy"]


def test_the_page_of_a_video_names_no_host_of_a_visitor(client, media_course):
    for address in ("0/", "2/", "1/?accord=oui&host=evil.example&address=https://evil.example/w/12345678"):
        response = client.get(f"{READING_ONLY}video/{address}")
        assert response.status_code == (200 if address.startswith("1") else 404)
        assert "evil" not in response.get("Content-Security-Policy", "")
    assert client.post(f"{READING_ONLY}video/1/").status_code == 405


def test_a_video_of_our_own_host_is_never_framed(client, media_course, settings):
    settings.ALLOWED_HOSTS = [HOST]
    response = client.get(f"{READING_ONLY}video/1/", {"accord": "oui"}, headers={"Host": HOST})
    assert response.status_code == 404


def test_a_draft_shows_no_video_to_anybody(client, media_course):
    lesson_with_media().unpublish()
    assert client.get(f"{READING_ONLY}video/1/", {"accord": "oui"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["http://peertube.example/w/12345678", "https://peertube.example/w/12345678?x=1", "https://127.0.0.1/w/12345678",
     "https://localhost/w/12345678", "https://peertube.example:8443/w/12345678", "https://a@peertube.example/w/12345678",
     "https://peertube.example;script-src *.example/w/12345678", "https://peertube.example/w/p/12345678",
     "https://peertube.example/w/123/../45678", "javascript:alert(1)//w/12345678", "https://-a.example/w/12345678",
     "https://peertube.example/w/12345678\n"],
)  # fmt: skip
def test_what_is_no_video_on_peertube(address):
    with pytest.raises(peertube.BrokenAddress, match="PeerTube"):
        peertube.video(address)


def test_both_addresses_of_a_video_lead_to_the_same():
    name = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
    assert peertube.video(f"https://tube.example/videos/watch/{name}") == peertube.video(
        f"https://tube.example/w/{name}/"
    )


def test_recordings_that_are_lost_leave_their_words(client, media_course):
    SiteDocument.objects.all().delete()
    page = client.get(READING_ONLY).content.decode()
    assert "Cette vidéo manque" in page and "Cet enregistrement manque" in page and "Il pleut." in page
    assert "<video" not in page and "<audio" not in page
    assert media_course and client.get("/mooc/cours-de-jardin/cours.pdf").status_code == 200


def test_another_recording_is_another_page(client, media_course, django_capture_on_commit_callbacks):
    assert "orage" not in client.get(READING_ONLY).content.decode()
    document = SiteDocument.objects.get(media_type="audio/mpeg")
    with django_capture_on_commit_callbacks(execute=True):
        document.file.save("orage.mp3", SimpleUploadedFile("orage.mp3", recorded.mp3(9)))
    assert "orage" in client.get(READING_ONLY).content.decode()


def test_a_lesson_costs_as_many_queries_with_many_recordings(
    client, media_course, monkeypatch, django_capture_on_commit_callbacks
):
    # Only a test reads inside a transaction: what every page shows alike is remembered everywhere else.
    monkeypatch.setattr(page_cache, "in_transaction", lambda: False)
    client.force_login(UserFactory())
    lesson = lesson_with_media()
    counts = []
    for times in (1, 3):
        lesson.body = [(child.block_type, child.value) for child in lesson_with_media().body] * times
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save()
        client.get(READING_ONLY)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(READING_ONLY).content.decode().count("<video ") == 2 * times
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12, counts


def test_the_words_of_recordings_are_found(media_course):
    text = lesson_text(lesson_with_media())
    assert "Il pleut" in text and "On visite un jardin" in text and "une graine" in text


def snapshot() -> list:
    pages = list(LessonPage.objects.order_by("pk").values_list("pk", "latest_revision"))
    return [pages, list(SiteDocument.objects.order_by("pk").values_list("pk", "file", "title", "media_type"))]


def exported(target) -> None:
    call_command("export_course", "cours-de-jardin", str(target), stdout=StringIO())


def files_of(folder) -> dict:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_recordings_go_out_and_come_back_the_same(index, media_course, tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    exported(first)
    files = files_of(first)
    assert files["cours-de-jardin/semer/lire-le-ciel/semis.webm"] == recorded.webm(1)
    assert files["cours-de-jardin/semer/lire-le-ciel/semis.fr.vtt"] == recorded.VTT
    assert BLOCKS.strip() in files["cours-de-jardin/semer/lire-le-ciel/lesson.md"].decode()
    before = snapshot()
    call_command("import_course", str(first / "cours-de-jardin"), stdout=StringIO())
    assert snapshot() == before
    media_course.delete()
    SiteDocument.objects.all().delete()
    call_command("import_course", str(first / "cours-de-jardin"), stdout=StringIO())
    exported(second)
    assert files_of(second) == files


def test_an_archive_holds_recordings_as_they_are(index, media_course, tmp_path):
    for name in ("1.zip", "2.zip"):
        exported(tmp_path / name)
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        info = archive.getinfo("cours-de-jardin/semer/lire-le-ciel/muet.webm")
        assert (info.compress_type, info.file_size) == (zipfile.ZIP_STORED, len(recorded.webm(2)))
    media_course.delete()
    SiteDocument.objects.all().delete()
    call_command("import_course", str(tmp_path / "1.zip"), stdout=StringIO())
    document = SiteDocument.objects.get(origin__endswith="muet.webm")
    with document.file.open("rb") as file:
        assert file.read() == recorded.webm(2)


def test_an_archive_of_recordings_is_bounded(index, media_course, tmp_path, settings, monkeypatch):
    exported(tmp_path / "1.zip")
    settings.RECORDING_MAX_BYTES = 1_000
    with pytest.raises(CommandError, match="larger than"):
        call_command("import_course", str(tmp_path / "1.zip"))
    settings.RECORDING_MAX_BYTES = 200_000_000
    monkeypatch.setattr("courses.exchange.archives.MAX_RECORDINGS_BYTES", 1_000)
    with pytest.raises(CommandError, match="unpacks to more"):
        call_command("import_course", str(tmp_path / "1.zip"))


def test_a_recording_that_changed_is_brought_up_to_date(index, media_course, media_folder):
    before = SiteDocument.objects.get(origin__endswith="pluie.mp3")
    (media_folder / "semer/lire-le-ciel/pluie.mp3").write_bytes(recorded.mp3(80))
    report = import_course(file=read_course(media_folder), index=index)
    after = SiteDocument.objects.get(origin__endswith="pluie.mp3")
    assert report.updated == [lesson_with_media().url_path]
    assert (after.pk, after.file_size) == (before.pk, len(recorded.mp3(80)))
    assert after.file_hash != before.file_hash


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("duration: 0:41", "duration: 41", "`duration`: write minutes"),
        ("duration: 0:41\n", "", "`duration` is missing"),
        ("title: La pluie", "title:", "needs its file name, a title"),
        ("Il pleut.\n", "", "and its transcript"),
        ("captions: fr semis.fr.vtt\n", "", "a video needs `captions: fr"),
        ("captions: en semis.en.vtt", "captions: fr semis.en.vtt", "the language fr is there twice"),
        ("captions: en semis.en.vtt", "captions: semis.en.vtt", "code of a language"),
        ("silent: yes", "silent: oui", "`silent`: yes or no"),
        ("silent: yes", "muet: yes", "`muet` is no line of a block `video`"),
        ("::: audio pluie.mp3", "::: audio orage.mp3", "there is no file `orage.mp3`"),
        ("::: audio pluie.mp3", "::: audio ../../course.yaml", "must be the name of a file beside"),
        ("::: audio pluie.mp3", "::: audio muet.webm", "is video/webm, and cannot stand as audio"),
        ("captions: en semis.en.vtt", "captions: en muet.webm", "cannot stand as captions"),
        ("https://peertube.example/w/", "http://peertube.example/w/", "PeerTube"),
        ("poster: affiche.svg", "poster: semis.webm", "must be the name of an SVG"),
    ],
)
def test_an_import_says_in_which_line_a_recording_is_wrong(media_folder, old, new, says):
    path = media_folder / "semer/lire-le-ciel/lesson.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(BrokenCourse) as broken:
        read_course(media_folder)
    (error,) = broken.value.errors
    assert says in error.message
    assert error.path == "cours-de-jardin/semer/lire-le-ciel/lesson.md"
    kind = next(number for number, line in enumerate(text.split("\n"), start=1) if old.split("\n")[0] in line)
    assert abs(error.line - kind) <= 5, (error.line, kind)


def test_an_import_says_in_which_line_captions_are_wrong(index, media_folder):
    (media_folder / "semer/lire-le-ciel/semis.en.vtt").write_text("WEBVTT\n\n00:00.000 --> rien\nBonjour\n")
    with pytest.raises(BrokenCourse) as broken:
        read_course(media_folder)
    (error,) = broken.value.errors
    assert (error.path, error.line) == ("cours-de-jardin/semer/lire-le-ciel/semis.en.vtt", 3)
    assert not SiteDocument.objects.exists()


def test_a_cartridge_keeps_the_recordings_and_their_words(media_course, tmp_path):
    call_command("export_cartridge", "cours-de-jardin", str(tmp_path / "c.imscc"), stdout=StringIO())
    with zipfile.ZipFile(tmp_path / "c.imscc") as archive:
        page = archive.read("lessons/lire-le-ciel/index.html").decode()
        assert archive.read("lessons/lire-le-ciel/pluie.mp3") == recorded.mp3()
        assert 'href="lessons/lire-le-ciel/semis.fr.vtt"' in archive.read("imsmanifest.xml").decode()
    assert '<video controls preload="none" src="semis.webm" poster="affiche.svg"><track kind="captions"' in page
    assert "Il pleut." in page and "On visite un jardin." in page and "iframe" not in page
    assert f'<a href="https://{HOST}/w/aBcDeFgHiJkLmNoPqRsTuV">' in page


def test_paper_has_the_words_and_the_addresses(media_course):
    from courses import paper

    words = str(paper._make_parts(media_course)["blocks"])
    assert "Il pleut." in words and "On visite un jardin." in words
    assert f"https://{HOST}/w/aBcDeFgHiJkLmNoPqRsTuV" in words
    assert SiteDocument.objects.get(media_type="audio/mpeg").url in words


def cleaned_errors(kind: str, **values) -> dict[str, str]:
    block = dict(LESSON_BLOCKS)[kind]
    value = block.to_python({"title": "Un titre", "transcript": "Des mots.", "duration": "0:10"} | values)
    try:
        block.clean(value)
    except StructBlockValidationError as error:
        return {name: str(words) for name, words in error.as_json_data()["blockErrors"].items()}
    return {}


def document(name: str, content: bytes) -> SiteDocument:
    made = SiteDocument(title=name, file=SimpleUploadedFile(name, content))
    made.full_clean(exclude=["collection"])
    made.save()
    return made


def test_an_author_is_told_in_words_what_a_recording_lacks():
    film, sound, words = (
        document("f.webm", recorded.webm(1)),
        document("s.mp3", recorded.mp3()),
        document("s.vtt", recorded.VTT),
    )
    paper = document("p.pdf", b"%PDF")
    french = [{"language": "fr", "file": words.pk}]
    assert cleaned_errors("video", file=film.pk, captions=french) == {}
    assert cleaned_errors("video", file=film.pk, silent=True) == {}
    assert cleaned_errors("audio", file=sound.pk) == {}
    assert "sous-titres en français" in cleaned_errors("video", file=film.pk)["captions"]
    assert "qu’une fois" in cleaned_errors("video", file=film.pk, captions=french * 2)["captions"]
    assert "n’est pas une vidéo" in cleaned_errors("video", file=sound.pk, captions=french)["file"]
    assert "n’est pas un enregistrement" in cleaned_errors("audio", file=paper.pk)["file"]
    assert "captions" in cleaned_errors("video", file=film.pk, captions=[{"language": "fr", "file": film.pk}])
    assert "captions" in cleaned_errors("video", file=film.pk, captions=[{"language": "français", "file": words.pk}])
    assert "secondes" in cleaned_errors("audio", file=sound.pk, duration="10")["duration"]
    assert "transcript" in cleaned_errors("audio", file=sound.pk, transcript="")
    assert "PeerTube" in cleaned_errors("peertube", address="https://youtube.example/watch?v=1")["address"]
    assert cleaned_errors("peertube", address=f"https://{HOST}/w/12345678") == {}
