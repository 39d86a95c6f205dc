"""From the last answer to the attestation: a visitor finishes the course, takes an account, gets the document, and
somebody else checks it."""

import secrets
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from playwright.sync_api import expect

from .test_every_public_page import COURSE
from .test_learner import confirm_and_sign_in, fill_sign_up
from .test_signed_in_pages import check as check_at_both_widths

ATTESTATION = f"{COURSE}attestation/"
CONTENT = Path(__file__).parents[2] / "courses" / "content" / COURSE.strip("/").rpartition("/")[2]
UNKNOWN = "/verifier/0000-0000-0000-0000-0000/"


def loaded(path: Path) -> dict:
    return yaml.safe_load(path.read_text())


def right_answers(quiz: dict) -> list[tuple[str, str]]:
    """The form of a quiz that is answered without a mistake."""
    fields = []
    for question in quiz["questions"]:
        name = f"q.{question['id']}"
        fields += [(name, one["id"]) for one in question.get("choices", []) if one["right"]]
        fields += [(f"{name}.{one['id']}", one["id"]) for one in question.get("pairs", [])]
        fields += [(f"{name}.{one['id']}", str(rank)) for rank, one in enumerate(question.get("items", []), start=1)]
        fields += [(name, right_text(question))] if "answers" in question else []
        fields += [(f"{name}.{rank}", right_text(gap)) for rank, gap in enumerate(question.get("gaps", []), start=1)]
    return fields


def right_text(question: dict) -> str:
    return next(one["text"] for one in question["answers"] if one["right"])


def finish_the_course(portal, page) -> None:
    """Every quiz is sent as its form sends it, without walking through the lessons."""
    for sequence in loaded(CONTENT / "course.yaml")["sequences"]:
        for lesson in loaded(CONTENT / sequence / "sequence.yaml")["lessons"]:
            body = urlencode(right_answers(loaded(CONTENT / sequence / lesson / "quiz.yaml")))
            sent = page.request.post(
                f"{COURSE}{sequence}/{lesson}/repondre/",
                data=body,
                headers={"Origin": portal.address, "Content-Type": "application/x-www-form-urlencoded"},
            )
            assert sent.ok, lesson


@pytest.fixture
def newcomer() -> dict[str, str]:
    word = secrets.token_hex(3)
    return {"email": f"attestee-{word}@demo.example.org", "name": f"Attestée {word}"}


def test_a_visitor_finishes_takes_an_account_and_somebody_checks_the_attestation(portal, open_browser, newcomer):
    page = open_browser(javascript=False)
    page.goto(ATTESTATION)
    expect(page.get_by_text("Ce qu’elle demande")).to_be_visible()
    finish_the_course(portal, page)
    page.goto(COURSE)
    expect(page.get_by_text("Vous avez terminé ce cours")).to_be_visible()
    page.get_by_role("link", name="Mon attestation").click()
    page.get_by_role("main").get_by_role("link", name="Créer un compte").click()
    fill_sign_up(page, newcomer)
    confirm_and_sign_in(portal, page, newcomer)
    page.goto(ATTESTATION)
    name = page.get_by_label("Votre nom, tel que")
    expect(name).to_have_value(newcomer["name"])
    name.fill("Camille Aubépine")
    page.get_by_role("button", name="Obtenir mon attestation").click()
    expect(page.get_by_text("à Camille Aubépine")).to_be_visible()

    document = page.request.get(page.get_by_role("link", name="Télécharger l’attestation").get_attribute("href"))
    content = document.body()
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content and b"/Marked true" in content
    badge = page.request.get(page.get_by_role("link", name="Télécharger le badge").get_attribute("href"))
    assert badge.text().count(".") == 2

    stranger = open_browser(javascript=False)
    stranger.goto("/verifier/")
    stranger.get_by_label("Code de l’attestation").fill(page.locator("main code").inner_text().lower())
    stranger.get_by_role("button", name="Vérifier").click()
    expect(stranger.get_by_role("heading", name="Cette attestation est authentique")).to_be_visible()
    expect(stranger.get_by_text("Camille Aubépine")).to_be_visible()
    assert stranger.context.cookies() == []


def test_axe_finds_nothing_on_the_pages_of_an_attestation(portal, open_browser, newcomer):
    page = open_browser()
    assert page.goto("/verifier/").status == 200
    check_at_both_widths(page, "the form of a code")
    assert page.goto(UNKNOWN).status == 404
    check_at_both_widths(page, "an unknown code")
    page.goto(f"{COURSE}internet-pourquoi-et-comment/une-histoire-d-internet/")
    page.get_by_role("button", name="J’ai lu cette leçon").click()
    page.goto(ATTESTATION)
    expect(page.get_by_role("heading", name="Ce qui manque encore")).to_be_visible()
    check_at_both_widths(page, "what is lacking")
    finish_the_course(portal, page)
    page.goto("/compte/signup/")
    fill_sign_up(page, newcomer)
    confirm_and_sign_in(portal, page, newcomer)
    page.goto(ATTESTATION)
    check_at_both_widths(page, "the form of the name")
    page.get_by_label("Votre nom, tel que").fill("")
    page.get_by_role("button", name="Obtenir mon attestation").click()
    expect(page.locator(".errors")).to_be_visible()
    check_at_both_widths(page, "a name that is missing")
    page.get_by_label("Votre nom, tel que").fill("Camille Aubépine")
    page.get_by_role("button", name="Obtenir mon attestation").click()
    expect(page.get_by_role("link", name="Télécharger l’attestation")).to_be_visible()
    check_at_both_widths(page, "one’s own attestation")
    page.get_by_role("link", name="La page qui sera vue").click()
    expect(page.get_by_text("Cette attestation est authentique")).to_be_visible()
    check_at_both_widths(page, "the page that checks it")
