"""The pages of an attestation, from what is lacking to the page that checks it, free of what axe finds. The way there
is walked in test_whole_module.py."""

import secrets
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from .course_files import lessons, right_fields
from .test_every_public_page import COURSE
from .test_learner import confirm_and_sign_in, fill_sign_up
from .test_signed_in_pages import check as check_at_both_widths

ATTESTATION = f"{COURSE}attestation/"
UNKNOWN = "/verifier/0000-0000-0000-0000-0000/"


def finish_the_course(portal, page) -> None:
    """Every quiz is sent as its form sends it, without walking through the lessons."""
    for lesson, questions in lessons().items():
        sent = page.request.post(
            f"{lesson}repondre/",
            data=urlencode([field for asked in questions for field in right_fields(asked)]),
            headers={"Origin": portal.address, "Content-Type": "application/x-www-form-urlencoded"},
        )
        assert sent.ok, lesson


@pytest.fixture
def newcomer() -> dict[str, str]:
    word = secrets.token_hex(3)
    return {"email": f"attestee-{word}@demo.example.org", "name": f"Attestée {word}"}


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
