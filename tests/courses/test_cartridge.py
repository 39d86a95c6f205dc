"""Courses as Common Cartridges: what the manifest names is there, nothing else is, quizzes ask what they asked here."""

import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from io import StringIO
from pathlib import PurePosixPath

import pytest
from defusedxml import ElementTree
from django.core.management import CommandError, call_command

from courses.exchange.actions import import_course
from courses.exchange.files import QuestionFile
from courses.exchange.reading import read_course
from courses.exchange.web_lessons import lesson_page
from courses.models import LessonPage
from courses.shipped import CONTENT

from .conftest import COURSE

pytestmark = pytest.mark.django_db
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
IDENTIFIER = re.compile(r"^[A-Za-z_][A-Za-z0-9._-]*$")


def export(slug, path, *options) -> tuple[dict[str, bytes], str]:
    out = StringIO()
    call_command("export_cartridge", slug, path, *options, stdout=out)
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}, out.getvalue()


@pytest.fixture
def cartridge(course, tmp_path):
    return export(course.slug, tmp_path / "jardin.imscc")


def manifest(files, release="v1p3"):
    return ElementTree.fromstring(
        files["imsmanifest.xml"]
    ), f"{{http://www.imsglobal.org/xsd/imscc{release}/imscp_v1p1}}"


def check_manifest(files, release="v1p3", version="1.3.0"):
    """The rules that hold of every cartridge; each file that is XML is well formed."""
    root, cp = manifest(files, release)
    assert root.tag == f"{cp}manifest"
    assert root.findtext(f"{cp}metadata/{cp}schema") == "IMS Common Cartridge"
    assert root.findtext(f"{cp}metadata/{cp}schemaversion") == version
    assert [child.tag.removeprefix(cp) for child in root] == ["metadata", "organizations", "resources"]
    named = [one.get("href") for one in root.iter(f"{cp}file")]
    assert Counter(named) == Counter(set(files) - {"imsmanifest.xml"})
    identifiers = [one.get("identifier") for one in root.iter() if one.get("identifier")]
    assert len(identifiers) == len(set(identifiers)) and all(map(IDENTIFIER.match, identifiers))
    resources = {one.get("identifier"): one for one in root.iter(f"{cp}resource")}
    pointed = [item.get("identifierref") for item in root.iter(f"{cp}item") if item.get("identifierref")]
    assert sorted(pointed) == sorted(resources)
    for resource in resources.values():
        assert resource.get("type") in ("webcontent", f"imsqti_xmlv1p2/imscc_xml{release}/assessment")
        hrefs = [one.get("href") for one in resource]
        assert resource.get("href", hrefs[0]) == hrefs[0]
    (organisation,) = root.iter(f"{cp}organization")
    assert organisation.get("structure") == "rooted-hierarchy"
    (top,) = organisation
    assert top.find(f"{cp}title") is None and top.get("identifierref") is None
    return root, cp


def test_the_manifest_names_what_is_there_and_its_version(cartridge):
    files, _said = cartridge
    root, cp = check_manifest(files)
    lom = "{http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest}"
    assert [one.text for one in root.iter(f"{lom}string")] == [
        "Un potager à plusieurs", "De la graine au panier partagé.", "L’équipe du jardin, CC-BY-SA-4.0"]  # fmt: skip
    assert b"imsccv1p1" not in b"".join(files.values())


def test_sequences_are_folders_of_lessons_and_quizzes(cartridge):
    root, cp = manifest(cartridge[0])
    (top,) = root.find(f"{cp}organizations/{cp}organization")
    outline = {
        folder.findtext(f"{cp}title"): [item.findtext(f"{cp}title") for item in folder.findall(f"{cp}item")]
        for folder in top
    }
    first, second = outline.values()
    assert first == ["Choisir ses graines", "Choisir ses graines – Vérifiez", "Lire le ciel"]
    assert len(second) == 2


def test_moodle_finds_the_version_it_reads(course, tmp_path):
    files, _said = export(course.slug, tmp_path / "moodle.imscc", "--cartridge-version=1.1")
    check_manifest(files, "v1p1", "1.1.0")
    assert b'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"' in files["imsmanifest.xml"][:500]
    assert b"ccv1p1_qtiasiv1p2p1" in files["quizzes/choisir-ses-graines.xml"]
    assert b"v1p3" not in b"".join(files.values())


class _Page(HTMLParser):
    """The files and places that a page points at, and the places it has."""

    def __init__(self, html: str):
        super().__init__()
        self.sources, self.links, self.places, self.open = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.sources += [attrs["src"]] if "src" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        self.places += [attrs["id"]] if "id" in attrs else []
        if tag not in ("meta", "img", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def check_pages(files):
    for name, content in files.items():
        if name.endswith(".html"):
            page = _Page(content.decode())
            assert page.open == [], name
            for source in page.sources:
                assert str(PurePosixPath(name).parent / source) in files
            for link in page.links:
                assert link.startswith(("http", "mailto:", "tel:")) or link.removeprefix("#") in page.places, (
                    name,
                    link,
                )


def test_lessons_are_pages_with_their_figures(cartridge):
    files, _said = cartridge
    check_pages(files)
    folder = "lessons/choisir-ses-graines"
    page = files[f"{folder}/index.html"].decode()
    assert files[f"{folder}/sachet.svg"] == (COURSE / "semer/choisir-ses-graines/sachet.svg").read_bytes()
    assert '<html lang="fr">' in page and "<h1>Choisir ses graines</h1>" in page
    assert '<img src="sachet.svg" alt="Un sachet de graines">' in page
    assert "Le sachet porte <strong>une date</strong>" in page and "Cherchez la date" in page


def items(files, lesson="choisir-ses-graines"):
    return {one.get("ident"): one for one in ElementTree.fromstring(files[f"quizzes/{lesson}.xml"]).iter(f"{QTI}item")}


def profile(item) -> str:
    return item.findtext(f"{QTI}itemmetadata/{QTI}qtimetadata/{QTI}qtimetadatafield/{QTI}fieldentry")


def idents(item) -> dict[str, str]:
    labels = item.iter(f"{QTI}response_label")
    return {label.findtext(f"{QTI}material/{QTI}mattext"): label.get("ident") for label in labels}


def scored(item):
    (condition,) = [one for one in item.iter(f"{QTI}respcondition") if one.findtext(f"{QTI}setvar") == "100"]
    return condition.find(f"{QTI}conditionvar")


def feedback_of(item, ident) -> str:
    """What a reader shows for an answer: the condition that names it, then the feedback that it names."""
    for condition in item.iter(f"{QTI}respcondition"):
        if condition.findtext(f"{QTI}conditionvar/{QTI}varequal") == ident:
            linked = condition.find(f"{QTI}displayfeedback").get("linkrefid")
            (found,) = [one for one in item.findall(f"{QTI}itemfeedback") if one.get("ident") == linked]
            return found.findtext(f"{QTI}flow_mat/{QTI}material/{QTI}mattext")
    raise AssertionError(ident)


def check_profile(item):
    """The rules of the profile's schema (rule sets 2 to 5, 9 and 12 of ccv1p1_qtiasiv1p2p1)."""
    labels = [label.get("ident") for label in item.iter(f"{QTI}response_label")]
    least, cardinality = {
        "cc.true_false.v0p1": (2, "Single"),
        "cc.multiple_choice.v0p1": (3, "Single"),
        "cc.multiple_response.v0p1": (2, "Multiple"),
    }[profile(item)]
    assert len(labels) >= least and item.find(f".//{QTI}response_lid").get("rcardinality") == cardinality
    assert {one.text for one in item.iter(f"{QTI}varequal")} <= set(labels)
    assert {one.get("respident") for one in item.iter(f"{QTI}varequal")} == {"response"}
    shown = [one.get("linkrefid") for one in item.iter(f"{QTI}displayfeedback")]
    assert Counter(shown) == Counter(one.get("ident") for one in item.findall(f"{QTI}itemfeedback"))
    order = ["itemmetadata", "presentation", "resprocessing"]
    assert [child.tag.removeprefix(QTI) for child in item][:3] == order


def test_one_right_answer_is_scored_and_explained(folder, index, tmp_path):
    quiz = folder / "semer/choisir-ses-graines/quiz.yaml"
    third = '      - id: c\n        text: "Rien"\n        right: false\n    explanation: "On peut la ressemer."'
    quiz.write_text(quiz.read_text().replace('    explanation: "On peut la ressemer."', third))
    import_course(file=read_course(folder), index=index)
    files, said = export("cours-de-jardin", tmp_path / "trois.imscc")
    item = items(files)["q-une-graine"]
    assert profile(item) == "cc.multiple_choice.v0p1" and "une-graine" not in said
    assert item.findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext") == (
        "Que donne une graine <strong>reproductible</strong> ?"
    )
    right, wrong = idents(item)["La même plante"], idents(item)["Une autre plante"]
    assert [one.text for one in scored(item)] == [right]
    assert feedback_of(item, right).startswith("Oui") and feedback_of(item, wrong) == "C’est le cas des hybrides."
    general = next(item.iter(f"{QTI}respcondition"))
    assert general.get("continue") == "Yes" and general.find(f"{QTI}conditionvar/{QTI}other") is not None


def test_one_of_two_answers_is_asked_as_the_profile_allows(cartridge):
    files, said = cartridge
    item = items(files)["q-une-graine"]
    assert profile(item) == "cc.multiple_response.v0p1" and "choisir-ses-graines/une-graine: one of two" in said
    (together,) = scored(item)
    assert [one.text for one in together.findall(f"{QTI}varequal")] == [idents(item)["La même plante"]]


def test_several_right_answers_are_asked_together(cartridge):
    item = items(cartridge[0])["q-plusieurs"]
    assert profile(item) == "cc.multiple_response.v0p1"
    assert item.find(f".//{QTI}response_lid").get("rcardinality") == "Multiple"
    (together,) = scored(item)
    named = idents(item)
    assert {one.text for one in together.findall(f"{QTI}varequal")} == {named["De l’eau"], named["De la chaleur"]}
    assert [one.text for one in together.findall(f"{QTI}not/{QTI}varequal")] == [named["De l’argent"]]


def test_true_and_false_have_the_names_readers_ask_for(cartridge):
    item = items(cartridge[0])["q-vrai-ou-faux"]
    assert profile(item) == "cc.true_false.v0p1" and idents(item) == {"Vrai": "true", "Faux": "false"}
    assert [one.text for one in scored(item)] == ["true"] and feedback_of(item, "false") == "Regardez au dos."


def test_what_a_cartridge_cannot_ask_is_text_in_the_lesson_and_told(cartridge):
    files, said = cartridge
    assert "choisir-ses-graines/associer: the kind `match` is no question of a cartridge" in said
    assert set(items(files)) == {"q-une-graine", "q-vrai-ou-faux", "q-plusieurs"}
    page = files["lessons/choisir-ses-graines/index.html"].decode()
    assert "<h2>Questions à se poser</h2>" in page and "Associez chaque légume à sa saison." in page
    assert page.count("<li>L’hiver</li>") == 1 and "<li>Le poireau → L’hiver</li>" in page
    assert "À chacun sa saison." in page


def test_a_kind_that_nobody_knows_yet_is_text_too(folder):
    strange = QuestionFile(
        "a", "order", "Rangez **tout**", "", {"steps": [{"id": "s", "text": "Un <b>"}, "Deux"], "n": 1}
    )
    lesson = read_course(folder).lessons[0]
    page = lesson_page(lesson, language="fr", portal="https://portail.example", kept=[strange])
    assert "Rangez <strong>tout</strong>" in page and "<li>Un &lt;b&gt;</li>" in page and "<li>Deux</li>" in page


def test_answers_to_type_are_not_given_away(folder):
    answers = [{"text": "eau", "right": True, "feedback": "Oui"}, {"text": "sel", "right": False}]
    short = QuestionFile("a", "short", "Quoi ?", "", {"answers": answers})
    gap = QuestionFile(
        "b", "fill", "Complétez.", "", {"passage": "Il faut de l’{{1}}.", "gaps": [{"answers": answers}]}
    )
    lesson = read_course(folder).lessons[0]
    page = lesson_page(lesson, language="fr", portal="https://portail.example", kept=[short, gap])
    end = page[page.index("Quoi ?") :]
    assert "Il faut de l’_____." in end and "sel" not in end
    assert end.count("<ol><li>eau</li></ol>") == 2 == end.count("eau")


def test_links_into_the_portal_become_whole(folder):
    path = folder / "semer/choisir-ses-graines/lesson.md"
    path.write_text(path.read_text().replace("## Regarder", "[Les fiches](/fiches/)\n\n## Regarder"))
    lesson = read_course(folder).lessons[0]
    page = lesson_page(lesson, language="fr", portal="https://portail.example", kept=[])
    assert 'href="https://portail.example/fiches/"' in page and 'href="#gloss-reproductible"' in page


@pytest.mark.parametrize("path", sorted(CONTENT.glob("*/course.yaml")), ids=lambda path: path.parent.name)
def test_a_shipped_course_is_a_whole_cartridge(path, index, tmp_path):
    file = read_course(path.parent)
    import_course(file=file, index=index)
    files, said = export(file.slug, tmp_path / "cours.imscc")
    check_manifest(files)
    check_pages(files)
    every = [item for lesson in file.lessons for item in items(files, lesson.slug).values()]
    for item in every:
        check_profile(item)
    asked = len(every)
    whole = sum(len(lesson.questions) for lesson in file.lessons)
    assert asked + said.count("kept as text") == whole and asked > 20
    again, _said = export(file.slug, tmp_path / "encore.imscc")
    assert (tmp_path / "cours.imscc").read_bytes() == (tmp_path / "encore.imscc").read_bytes()


def test_what_is_there_is_not_touched_and_drafts_are_told(course, tmp_path):
    there = tmp_path / "jardin.imscc"
    there.write_text("à moi")
    with pytest.raises(CommandError, match="is there already; nothing was written"):
        export(course.slug, there)
    with pytest.raises(CommandError, match="no public course"):
        export("rien", tmp_path / "rien.imscc")
    with pytest.raises(CommandError, match="cannot be written"):
        export(course.slug, tmp_path / "absent/jardin.imscc")
    LessonPage.objects.get(slug="lire-le-ciel").unpublish()
    files, said = export(course.slug, tmp_path / "deux.imscc")
    assert there.read_text() == "à moi" and "lessons/lire-le-ciel/index.html" not in files
    assert "not public, left out: " in said
    for lesson in LessonPage.objects.live():
        lesson.unpublish()
    with pytest.raises(CommandError, match="no public lesson"):
        export(course.slug, tmp_path / "trois.imscc")


def test_signs_that_xml_forbids_are_left_out(course, tmp_path):
    lesson = LessonPage.objects.get(slug="choisir-ses-graines")
    question = lesson.questions.get(uid="une-graine")
    question.text = "Cloche \x07 & <script>alert(1)</script> ]]> ?"
    question.save()
    files, _said = export(course.slug, tmp_path / "jardin.imscc")
    text = items(files)["q-une-graine"].findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext")
    assert "\x07" not in text and "<script>" not in text and "]]" in text
