"""The whole course on paper: a tagged PDF that anybody may download, and its words before they are laid out."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses import paper, paper_questions
from courses.exchange.actions import import_course
from courses.exchange.reading import read_course
from courses.models import CoursePage, LessonPage
from portal.core import pdf
from portal.media.models import SiteImage
from tests.factories.people import UserFactory

from .conftest import COURSE, LESSON, URL

pytestmark = pytest.mark.django_db
PDF = f"{URL}cours.pdf"


@pytest.fixture(autouse=True)
def _nothing_kept(course):
    """Every test of this file has the course, and nothing laid out yet."""
    caches["pages"].clear()


def words(course) -> str:
    """All words that go into the document, in their order, on one line."""
    found = []

    def walk(tree):
        if isinstance(tree, dict):
            found.extend(tree[key] for key in ("text", "label") if isinstance(tree.get(key), str))
            for value in tree.values():
                walk(value)
        elif isinstance(tree, list | tuple):
            for one in tree:
                walk(one) if not isinstance(one, str) else found.append(one)

    parts = paper._make_parts(course)
    walk(parts["lines"])
    walk(parts["blocks"])
    return " ".join(found)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def laid_out(monkeypatch):
    """Counts how often typst works."""
    calls, real = [], pdf._compiled
    monkeypatch.setattr(pdf, "_compiled", lambda *args: calls.append(1) or real(*args))
    return calls


# Who


@pytest.mark.parametrize("role", ["visitor", "member", "staff"])
def test_everybody_downloads_it_from_the_course(role):
    client = Client()
    if role != "visitor":
        client.force_login(UserFactory(staff=role == "staff"), backend="django.contrib.auth.backends.ModelBackend")
    assert f'href="{PDF}"' in client.get(URL).content.decode()
    response = client.get(PDF)
    content = body(response)
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="cours-de-jardin.pdf"'
    assert content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in content and b"pdfuaid" in content
    if role == "visitor":
        assert not response.cookies and "cookie" not in response.get("Vary", "").lower()


def test_a_course_kept_for_members_keeps_its_pdf_too(course):
    PageViewRestriction.objects.create(page=course, restriction_type="login")
    assert Client().get(PDF).status_code == 302
    member = Client()
    member.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    response = member.get(PDF)
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]


def test_what_is_restricted_or_a_draft_inside_a_public_course_is_left_out(course, lesson):
    assert "une date" in words(course) and "Partager" in words(course)
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="login")
    kept = words(course)
    assert "une date" not in kept and "Choisir ses graines" not in kept and "Partager" in kept
    LessonPage.objects.get(slug="partager").unpublish()
    assert paper._make_parts(course) is None


def test_an_unpublished_or_empty_course_has_none(client, course):
    for lesson in LessonPage.objects.all():
        lesson.unpublish()
    assert client.get(PDF).status_code == 404
    assert PDF not in client.get(URL).content.decode()
    course.unpublish()
    assert client.get(PDF).status_code == 404
    assert client.get("/mooc/rien/cours.pdf").status_code == 404


# What it says


def test_it_says_who_wrote_it_when_and_under_which_licence(course):
    said = words(course)
    assert course.authors and f"Écrit par {course.authors}" in said
    assert str(course.updated_on.year) in said
    assert "Licence CC BY-SA 4.0" in said and URL in said


def test_every_lesson_is_there_in_order_with_its_figure_in_words(course):
    said = words(course)
    places = [said.index(lesson.title) for lesson in LessonPage.objects.order_by("path")]
    assert places == sorted(places)
    figure = next(block for block in paper._make_parts(course)["blocks"] if block["kind"] == "figure")
    assert figure["alt"] == "Un sachet de graines" and figure["blocks"]
    assert "La figure en mots" in said
    assert "La grainothèque" in said and "reproductible" in said.lower()


def test_answers_come_at_the_end_only(course, lesson):
    question = lesson.questions.get(uid="une-graine")
    said = words(course)
    end = said.index("Réponses aux questions")
    asked = "Que donne une graine"
    assert asked in question.text and asked in said[:end] and asked in said[end:]
    for text in (question.explanation, *(one["feedback"] for one in question.data["choices"] if one.get("feedback"))):
        assert text not in said[:end]
    assert question.explanation in said[end:]


def plain(blocks_of_a_question) -> str:
    return json.dumps(blocks_of_a_question, ensure_ascii=False)


SHAPES = {
    "choices": ({"choices": [{"id": "a", "text": "Terre", "right": True, "feedback": "Oui."},
                             {"id": "b", "text": "Sable", "right": False}]}, "a) Terre"),
    "pairs": ({"pairs": [{"id": "p1", "left": "Ail", "right": "Octobre"},
                         {"id": "p2", "left": "Pois", "right": "Mars"}]}, "Pois → Mars"),
    "answers": ({"answers": [{"text": "le compost", "right": True}, {"text": "compost", "right": True},
                             {"text": "le sel", "right": False}]}, "le compost ou compost"),
    "passage": ({"passage": "On sème en {{1}} et on cueille en {{2}}.", "gaps": [
        {"answers": [{"text": "mars", "right": True}]},
        {"choose": True, "answers": [{"text": "août", "right": True}, {"text": "mai", "right": False}]}]}, "(2) août"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_of_question_is_asked_without_its_answer_and_answered(shape):
    data, answer = SHAPES[shape]
    question = SimpleNamespace(text="Quand ?", data=data, explanation="Parce que.")
    asked, told = plain(paper_questions.asked(1, question)), plain(paper_questions.answered(1, question))
    assert answer not in asked and "Parce que." not in asked and "Oui." not in asked
    assert answer in told and "Parce que." in told
    if shape == "passage":
        assert "(1) …" in asked and "août" in asked and "mars" not in asked
    shown = [*paper_questions.asked(1, question), *paper_questions.answered(1, question)]
    assert pdf.document(title="Essai", blocks=shown).startswith(b"%PDF")


def test_an_order_is_asked_in_another_order():
    items = [
        {"id": str(number), "text": text} for number, text in enumerate(("Bêcher", "Semer", "Arroser", "Cueillir"))
    ]
    question = SimpleNamespace(text="Dans quel ordre ?", data={"items": items}, explanation="")

    def order(tree) -> list[str]:
        text = plain(tree)
        return sorted((one["text"] for one in items), key=text.index)

    given = [one["text"] for one in items]
    assert order(paper_questions.answered(1, question)) == given
    assert order(paper_questions.asked(1, question)) != given


# Kept, and renewed


def test_it_is_laid_out_once_and_again_when_a_word_changes(client, lesson, laid_out, course):
    first = client.get(PDF)
    body(first)
    again = client.get(PDF)
    assert body(again).startswith(b"%PDF") and again["ETag"] == first["ETag"] and len(laid_out) == 1
    known = client.get(PDF, headers={"If-None-Match": first["ETag"]})
    assert known.status_code == 304
    lesson.title = "Choisir ses semences"
    lesson.save_revision().publish()
    changed = client.get(PDF, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"] and len(laid_out) == 2


def test_queries_do_not_grow_with_lessons(course, index):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            paper._make_parts(CoursePage.objects.get(pk=course.pk))
        return len(queries)

    before = count()
    file = read_course(COURSE)
    first = file.sequences[0]
    more = [replace(first.lessons[0], slug=f"encore-{number}", title=f"Encore {number}") for number in range(4)]
    longer = replace(first, lessons=(*first.lessons, *more))
    import_course(file=replace(file, sequences=(longer, *file.sequences[1:])), index=index)
    assert count() == before


# Hostile or broken


@pytest.mark.parametrize(
    "content", [b"", b"<svg", b"\x00\xff", b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 9]
)
def test_a_broken_drawing_costs_the_drawing_and_not_its_words(client, content):
    image = SiteImage.objects.get(origin__endswith="sachet.svg")
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(content)
    assert body(client.get(PDF)).startswith(b"%PDF")


def test_a_lost_drawing_leaves_its_words(client, course):
    image = SiteImage.objects.get(origin__endswith="sachet.svg")
    image.file.storage.delete(image.file.name)
    assert body(client.get(PDF)).startswith(b"%PDF")
    assert "Ce que dit un sachet." in words(course)


def test_words_are_never_run(client, lesson, course):
    lesson.body = [
        ("text", '#read("/etc/hostname") $x$ \\ `#sys.inputs` [a](javascript:alert(1)) <script>\n\n###### Très bas'),
        ("note", {"title": "= #panic()", "text": '#include "/etc/passwd"'}),
    ]
    lesson.title = '#eval("1") *x*'
    lesson.save_revision().publish()
    assert body(client.get(PDF)).startswith(b"%PDF")
    assert '#read("/etc/hostname")' in words(course) and '#eval("1") *x*' in words(course)


def test_the_lesson_itself_is_still_read(client):
    assert client.get(LESSON).status_code == 200


# Wagtail's renditions leave files for the garbage collector to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_photograph_is_in_it_beside_the_drawings(client, lesson, laid_out):
    import io

    from django.core.files.base import ContentFile
    from PIL import Image

    picture = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(picture, "PNG")
    without = len(body(client.get(PDF)))
    photo = SiteImage.objects.create(title="Un potager", file=ContentFile(picture.getvalue(), name="potager.png"))
    figure = {"image": photo, "caption": "Le potager", "description": "Des **rangs**."}
    lesson.body = [*((block.block_type, block.value) for block in lesson.body), ("figure", figure)]
    lesson.save_revision().publish()
    content = body(client.get(PDF))
    # with its pictures at the first try: nothing had to be left out
    assert len(laid_out) == 2 and b"/DCTDecode" in content and len(content) > without + 10_000
