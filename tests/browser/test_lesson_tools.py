"""Beside a lesson: a question that comes back answered, notes in two tabs, the course on paper. Both widths, axe."""

import secrets

import pytest
from playwright.sync_api import expect

from .test_every_public_page import COURSE, LESSON
from .test_signed_in_pages import check

DOOR = "Poser une question sur cette leçon"
NOTES = "Mes notes sur cette leçon"


def looked_at(page, javascript: bool, where: str) -> None:
    """axe is a script itself: without scripts the journey alone is walked."""
    if javascript:
        check(page, where)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_asks_about_a_lesson_and_finds_the_answer_under_it(portal, open_browser, javascript):
    subject = f"Qui tient ce réseau {secrets.token_hex(2)}"
    page, account = open_browser(width=390, javascript=javascript), portal.accounts["volunteer"]
    page.goto(LESSON)
    assert page.context.cookies() == []
    page.get_by_role("link", name=DOOR).click()
    page.fill("input[name=login]", account["email"])
    page.fill("input[name=password]", account["password"])
    page.locator("main form[method=post] button[type=submit]").first.click()
    title = page.locator("input[name=subject]")
    assert title.input_value().startswith("À propos de «")
    looked_at(page, javascript, "the form of a question")
    title.fill(subject)
    page.get_by_role("button", name="Publier le sujet").click()  # without a message
    expect(page.locator(".errors")).to_be_visible()
    page.fill("textarea[name=content]", "Je n’ai pas compris la fin.")
    page.get_by_role("button", name="Publier le sujet").click()
    expect(page.locator("h1")).to_have_text(subject)
    looked_at(page, javascript, "the topic of a question")
    page.get_by_role("button", name="J’ai ma réponse").click()
    page.locator("aside").get_by_role("link", name="Une histoire d’Internet").click()
    questions = page.locator("#questions")
    expect(questions.get_by_role("link", name=subject)).to_contain_text("Résolue")
    looked_at(page, javascript, "a lesson with its questions")
    visitor = open_browser()
    visitor.goto(LESSON)
    expect(visitor.locator("#questions")).to_contain_text(subject)


@pytest.mark.parametrize("javascript", [True, False])
def test_notes_of_two_tabs_are_both_kept_in_sight(open_browser, sign_in, javascript):
    first = sign_in(open_browser(width=390, javascript=javascript), "citizen")
    first.goto(LESSON)
    first.get_by_role("link", name=NOTES).click()
    second = first.context.new_page()
    second.goto(first.url)
    words = secrets.token_hex(4)
    first.fill("textarea[name=text]", f"Du **premier** onglet {words}")
    first.get_by_role("button", name="Enregistrer mes notes").click()
    expect(first.locator(".told")).to_contain_text("Vos notes sont enregistrées.")
    looked_at(first, javascript, "notes")
    second.fill("textarea[name=text]", f"Du second onglet {words}")
    second.get_by_role("button", name="Enregistrer mes notes").click()
    expect(second.locator("#saved-text")).to_have_value(f"Du **premier** onglet {words}")
    expect(second.locator("textarea[name=text]")).to_have_value(f"Du second onglet {words}")
    looked_at(second, javascript, "notes of two tabs")
    second.get_by_role("button", name="Enregistrer les miennes à la place").click()
    second.get_by_role("link", name="Mes notes sur ce cours").click()
    expect(second.locator("main")).to_contain_text(f"Du second onglet {words}")
    looked_at(second, javascript, "all notes of a course")


def test_the_course_is_downloaded_as_a_pdf(open_browser):
    page = open_browser(width=390, javascript=False)
    page.goto(COURSE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Le cours entier en PDF").click()
    assert download.value.suggested_filename == "internet-reprendre-le-controle.pdf"
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content


def test_on_paper_a_lesson_has_its_figures_in_words_and_no_button(open_browser):
    page = open_browser()
    page.goto(LESSON)
    words = page.locator(".plate details > :not(summary)").first
    expect(page.get_by_role("button", name="Vérifier cette réponse").first).to_be_visible()
    assert not words.evaluate("e => e.checkVisibility()")
    page.emulate_media(media="print")
    assert words.evaluate("e => e.checkVisibility()")
    for hidden in (".flap", "#questions", ".doors", ".outline"):
        for one in page.locator(f"main {hidden}").all():
            expect(one).to_be_hidden()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
