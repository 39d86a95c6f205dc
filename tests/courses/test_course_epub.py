"""The whole course as an EPUB: an archive that strict readers open, where every link leads somewhere."""

import io
import zipfile
from posixpath import dirname, join, normpath
from types import SimpleNamespace
from urllib.parse import urlparse

import pytest
from defusedxml import ElementTree
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses import book
from courses.exchange.actions import import_course
from courses.exchange.reading import read_course
from courses.models import CoursePage, LessonPage
from portal.core import epub
from portal.media.models import SiteImage
from tests.factories.people import UserFactory

from .conftest import LESSON, URL

pytestmark = pytest.mark.django_db
EPUB = f"{URL}cours.epub"
NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
}
TYPE = "{http://www.idpf.org/2007/ops}type"


@pytest.fixture(autouse=True)
def _nothing_kept(course):
    """Every test of this file has the course, and no book of it yet."""
    caches["pages"].clear()


class Opened:
    """An EPUB, read the way a reading system does, strictly."""

    def __init__(self, content: bytes):
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = self.archive.namelist()
        self.path = self.tree("META-INF/container.xml").find(".//c:rootfile", NS).get("full-path")
        self.package = self.tree(self.path)
        items = self.package.findall("o:manifest/o:item", NS)
        self.items = {one.get("id"): SimpleNamespace(name=self.at(one.get("href")), **one.attrib) for one in items}
        self.spine = [self.items[one.get("idref")].name for one in self.package.findall("o:spine/o:itemref", NS)]
        self.pages = {name: self.tree(name) for name in self.names if name.endswith(".xhtml")}

    def at(self, href: str, base: str = "") -> str:
        return normpath(join(dirname(base or self.path), href))

    def tree(self, name: str):
        return ElementTree.fromstring(self.archive.read(name))

    def meta(self, name: str) -> list[str]:
        return [one.text for one in self.package.findall("o:metadata/o:meta", NS) if one.get("property") == name]

    def said(self, name: str) -> str:
        return " ".join(" ".join(self.pages[f"EPUB/{name}.xhtml"].itertext()).split())

    def links(self):
        """(page, element, file, anchor) of everything in the book that leads into the book."""
        for name, tree in self.pages.items():
            for one in tree.iter():
                href = one.get("href") or one.get("src")
                if href and not urlparse(href).scheme:
                    path, _hash, anchor = href.partition("#")
                    yield name, one, self.at(path, name) if path else name, anchor


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def opened(course) -> Opened:
    return Opened(epub.document(**book._make_parts(course)))


# Who


@pytest.mark.parametrize("role", ["visitor", "member", "staff"])
def test_everybody_downloads_it_from_the_course(role):
    client = Client()
    if role != "visitor":
        client.force_login(UserFactory(staff=role == "staff"), backend="django.contrib.auth.backends.ModelBackend")
    assert f'href="{EPUB}"' in client.get(URL).content.decode()
    response = client.get(EPUB)
    assert response.status_code == 200 and response["Content-Type"] == "application/epub+zip"
    assert response["Content-Disposition"] == 'attachment; filename="cours-de-jardin.epub"'
    assert Opened(body(response)).spine
    if role == "visitor":
        assert not response.cookies and "cookie" not in response.get("Vary", "").lower()


def test_a_course_kept_for_members_keeps_its_book_too(course):
    PageViewRestriction.objects.create(page=course, restriction_type="login")
    assert Client().get(EPUB).status_code == 302
    member = Client()
    member.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    response = member.get(EPUB)
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]


def test_drafts_and_restricted_lessons_are_never_in_it(client, course, lesson):
    assert "une date" in opened(course).said("lesson-1")
    lesson.title = "Un brouillon"
    lesson.save_revision()
    PageViewRestriction.objects.create(page=LessonPage.objects.get(slug="lire-le-ciel"), restriction_type="login")
    everything = b"".join(opened(course).archive.read(name) for name in opened(course).names).decode(errors="ignore")
    assert "Un brouillon" not in everything and "Lire le ciel" not in everything and "Partager" in everything
    for one in LessonPage.objects.all():
        one.unpublish()
    assert client.get(EPUB).status_code == 404 and EPUB not in client.get(URL).content.decode()


# The archive


def test_the_archive_is_as_the_format_asks(course):
    content = epub.document(**book._make_parts(course))
    first = zipfile.ZipFile(io.BytesIO(content)).infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    # where every tool looks for it
    assert content[30:58] == b"mimetypeapplication/epub+zip"
    found = Opened(content)
    files = {name for name in found.names if name not in ("mimetype", "META-INF/container.xml", found.path)}
    listed = [one.name for one in found.items.values()]
    assert set(listed) == files and len(listed) == len(files) == len(set(found.names)) - 3
    assert [one.properties for one in found.items.values() if one.name == "EPUB/nav.xhtml"] == ["nav"]
    assert [one.name for one in found.items.values() if getattr(one, "properties", "") == "cover-image"]


def test_the_same_content_gives_the_same_bytes(course):
    made = [epub.document(**book._make_parts(CoursePage.objects.get(pk=course.pk))) for _time in range(2)]
    assert made[0] == made[1]


def test_nothing_is_an_orphan_and_every_link_leads_somewhere(course):
    found = opened(course)
    ids = {}
    for name, tree in found.pages.items():
        every = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(every) == len(set(every)), name
        ids[name] = set(every)
        for one in tree.iter():
            for reference in (one.get("aria-labelledby"), one.get("aria-details")):
                assert reference is None or reference in ids[name]
            assert not {"style", "onclick"} & set(one.attrib) and not one.tag.endswith("}script")
    used = set(found.spine)
    for page, _one, file, anchor in found.links():
        assert file in found.names and (not anchor or anchor in ids[file]), f"{page}: {file}#{anchor}"
        used.add(file)
    covers = {one.name for one in found.items.values() if getattr(one, "properties", "") == "cover-image"}
    assert {one.name for one in found.items.values()} == used | covers
    assert set(found.spine) == set(found.pages)


def test_nothing_in_it_is_fetched_from_elsewhere(course):
    found = opened(course)
    for tree in found.pages.values():
        for one in tree.iter():
            assert not urlparse(one.get("src", "")).scheme
            assert one.tag != f"{{{NS['h']}}}link" or not urlparse(one.get("href")).scheme
    assert b"url(" not in found.archive.read("EPUB/book.css")


# What it says


def test_lessons_stand_in_the_order_of_the_course_by_sequence(course):
    found = opened(course)
    titles = [found.pages[name].find(".//h:h1", NS) for name in found.spine]
    wanted = [page.title for page in course.get_descendants().live().order_by("path")]
    said = ["".join(title.itertext()).partition(". ")[2] for title in titles if title is not None]
    assert [title for title in said if title in wanted] == wanted
    nested = found.pages["EPUB/nav.xhtml"].findall(".//h:nav[@id='toc']/h:ol/h:li/h:ol/h:li/h:a", NS)
    lessons = [page.title for page in LessonPage.objects.order_by("path")]
    assert [one.text.partition(". ")[2] for one in nested] == lessons
    landmarks = {one.get(TYPE) for one in found.pages["EPUB/nav.xhtml"].iter() if one.get(TYPE)}
    assert {"toc", "landmarks", "cover", "bodymatter", "glossary", "colophon"} <= landmarks


def test_it_says_who_when_and_under_which_licence(course):
    found = opened(course)
    metadata = {one.tag.partition("}")[2]: one.text for one in found.package.find("o:metadata", NS)}
    assert metadata["title"] == course.title and metadata["language"] == "fr"
    assert metadata["creator"] == course.authors and "CC BY-SA 4.0" in metadata["rights"]
    assert metadata["identifier"].startswith("urn:uuid:") and found.package.get("unique-identifier") == "book-id"
    assert metadata["date"] == max(one.updated_on for one in (course, *LessonPage.objects.all())).isoformat()
    assert len(found.meta("dcterms:modified")) == 1 and found.meta("dcterms:modified")[0].endswith("Z")
    colophon = found.said("colophon")
    assert course.authors in colophon and "CC BY-SA 4.0" in colophon and URL in colophon
    assert found.meta("schema:accessMode") == ["textual", "visual"]
    assert found.meta("schema:accessModeSufficient") == ["textual"]
    assert {"structuralNavigation", "alternativeText", "longDescription"} <= set(
        found.meta("schema:accessibilityFeature")
    )
    assert found.meta("schema:accessibilityHazard") == ["none"] and found.meta("schema:accessibilitySummary")[0]


def test_every_heading_is_at_most_one_level_below_the_one_before(course):
    for name, tree in opened(course).pages.items():
        levels = [int(one.tag[-1]) for one in tree.iter() if one.tag[-2:] in ("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[:1] in ([1], []), name
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), name


def test_a_figure_has_its_short_text_and_all_its_words(course):
    found = opened(course)
    (picture,) = found.pages["EPUB/lesson-1.xhtml"].findall(".//h:img", NS)
    assert picture.get("alt") == "Un sachet de graines" and picture.get("src").endswith(".svg")
    words = found.pages["EPUB/lesson-1.xhtml"].find(f".//*[@id='{picture.get('aria-details')}']", NS)
    assert "une date" in "".join(words.itertext())


def test_a_term_leads_to_the_glossary_which_leads_back(course):
    found = opened(course)
    page = found.pages["EPUB/lesson-1.xhtml"]
    (term,) = [one for one in page.iter() if one.get(TYPE) == "glossref"]
    assert term.get("href") == "glossary.xhtml#gloss-reproductible"
    assert "la même plante" in found.said("glossary") and "la même plante" not in found.said("lesson-1")
    back = [one.get("href") for one in found.pages["EPUB/glossary.xhtml"].iter(f"{{{NS['h']}}}a")]
    assert "lesson-1.xhtml" in back


def test_questions_lead_to_answers_at_the_end_and_back(course, lesson):
    found = opened(course)
    question = lesson.questions.get(uid="une-graine")
    assert question.explanation not in found.said("lesson-1") and question.explanation in found.said("answers")
    there = {file + "#" + anchor for page, _one, file, anchor in found.links() if page == "EPUB/lesson-1.xhtml"}
    back = {file + "#" + anchor for page, _one, file, anchor in found.links() if page == "EPUB/answers.xhtml"}
    for number in range(1, lesson.questions.count() + 1):
        assert f"EPUB/answers.xhtml#answer-1-{number}" in there
        assert f"EPUB/lesson-1.xhtml#question-1-{number}" in back


def test_links_to_lessons_stay_in_the_book_and_others_lead_to_the_site(course, lesson):
    other = LessonPage.objects.get(slug="partager").url_path.partition("/mooc/")[2]
    lesson.body = [("text", f"## Titre {{#ici}}\n\n[a](/mooc/{other}) [b](#ici) [c](/glossaire/#x) [d](#nulle-part)"
                            " [f](mailto:a@example.org) [g](../partager/)")]  # fmt: skip
    lesson.save_revision().publish()
    page = opened(CoursePage.objects.get(pk=course.pk)).pages["EPUB/lesson-1.xhtml"]
    led = {one.text: one.get("href") for one in page.iter(f"{{{NS['h']}}}a") if one.text and len(one.text) == 1}
    assert led["a"].startswith("lesson-") and led["b"] == "#ici" and led["f"] == "mailto:a@example.org"
    assert led["c"].startswith("http") and led["c"].endswith("/glossaire/#x") and led["g"].startswith("http")
    assert "d" not in led


# Kept, and renewed


def test_it_is_made_once_and_again_when_a_word_changes(client, lesson, monkeypatch):
    calls, real = [], epub.document
    monkeypatch.setattr(epub, "document", lambda **parts: calls.append(1) or real(**parts))
    first = client.get(EPUB)
    identifier = Opened(body(first)).package.find(".//dc:identifier", NS).text
    again = client.get(EPUB)
    assert body(again) and again["ETag"] == first["ETag"] and len(calls) == 1
    assert client.get(EPUB, headers={"If-None-Match": first["ETag"]}).status_code == 304
    lesson.title = "Choisir ses semences"
    lesson.save_revision().publish()
    changed = client.get(EPUB, headers={"If-None-Match": first["ETag"]})
    found = Opened(body(changed))
    assert changed.status_code == 200 and len(calls) == 2 and "semences" in found.said("lesson-1")
    assert found.package.find(".//dc:identifier", NS).text == identifier


def test_queries_do_not_grow_with_lessons(course, index, folder):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            book._make_parts(CoursePage.objects.get(pk=course.pk))
        return len(queries)

    before = count()
    lesson = folder / "semer" / "lire-le-ciel"
    for number in range(3):
        more = folder / "semer" / f"encore-{number}"
        more.mkdir()
        text = (lesson / "lesson.md").read_text().replace("lire-le-ciel", more.name)
        (more / "lesson.md").write_text(text)
        sequence = folder / "semer" / "sequence.yaml"
        sequence.write_text(f"{sequence.read_text().rstrip()}\n  - {more.name}\n")
    import_course(file=read_course(folder), index=index)
    assert LessonPage.objects.filter(slug="encore-2").exists() and count() == before


# Hostile or broken


@pytest.mark.parametrize("content", [b"", b"<svg", b'<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', None])  # fmt: skip
def test_a_broken_drawing_costs_the_drawing_and_not_its_words(course, content):
    image = SiteImage.objects.get(origin__endswith="sachet.svg")
    if content is None:
        image.file.storage.delete(image.file.name)
    else:
        with image.file.storage.open(image.file.name, "wb") as file:
            file.write(content)
    found = opened(course)
    assert "une date" in found.said("lesson-1") and not [name for name in found.names if name.endswith(".svg")]


def test_words_stay_words(course, lesson):
    hostile = 'Un\x0btitre <script>alert(1)</script> & "deux" ]]> [a](javascript:alert(1))'
    lesson.body = [
        ("text", f"{hostile}\n\n###### Très bas\n\n<b>gras</b>"),
        ("note", {"title": hostile, "text": "&nbsp;é"}),
    ]
    lesson.title = "<i>x</i> & y"
    lesson.save_revision().publish()
    found = opened(CoursePage.objects.get(pk=course.pk))
    assert '<script>alert(1)</script> & "deux" ]]>' in found.said("lesson-1")
    assert "<i>x</i> & y" in found.said("nav") and "javascript" not in str(list(found.links()))


def test_every_kind_of_question_is_in_it(written_course):
    caches["pages"].clear()
    found = opened(written_course)
    assert "………" not in "".join(found.said(f"lesson-{number}") for number in (1, 2, 3))
    assert found.said("answers").count("Retour à la question") >= 5


def test_the_lesson_itself_is_still_read(client):
    assert client.get(LESSON).status_code == 200
