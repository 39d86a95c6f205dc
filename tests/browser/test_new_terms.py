"""New terms from the first word to the last acceptance: the team on a telephone, with keys alone; mails, banner and
acceptance read as members do, without scripts."""

import re
import secrets
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from .keyboard import Keyboard
from .letters import letter, text_of

ADD = "/cms/snippets/transparency/textversion/add/"
LIST = "/cms/snippets/transparency/textversion/"
TEXT = "Modération et code de conduite"


@pytest.fixture
def staff(open_browser, sign_in):
    """Whatever happens here, no other test meets a banner or a question."""
    page = sign_in(open_browser(width=390), "staff")
    yield page
    draft(page, reason="Retour au texte d’avant, le temps d’en parler.", accept=False)
    publish(page)


def test_terms_are_drafted_looked_at_published_told_and_accepted(portal, open_browser, sign_in, staff):
    member = sign_in(open_browser(width=390, javascript=False), "citizen")
    reason, words = f"Un mot de plus {secrets.token_hex(3)}", "Les nuits de pleine lune comprises."
    draft(staff, reason=reason, words=words, day=date.today() + timedelta(days=45), accept=True)
    look_at_it(staff, words)
    number = publish(staff)
    told = letter(portal, portal.accounts["citizen"]["email"], "ce qui change", reason)
    changes = next(line for line in text_of(told).split() if re.search(r"/moderation/\d+-\d+/$", line))
    nobody_changes_it(staff, number)
    visitor = open_browser(width=390, javascript=False)
    visitor.goto("/glossaire/")
    expect(visitor.locator("aside.told")).to_contain_text(reason)
    visitor.goto(changes)
    expect(visitor.locator("main ins").last).to_contain_text(words)
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not visitor.context.cookies()
    the_member_accepts(member, reason)


def draft(page: Page, *, reason: str, words: str = "", day: date | None = None, accept: bool) -> None:
    """The next version of the text, written with keys alone."""
    page.goto(ADD)
    page.get_by_label("Texte").focus()
    page.keyboard.type(TEXT)
    press_enter_on(page, "main button[type=submit]")
    page.locator("[name=full]").focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text(f"\n\n{words}")
    fill(page, "reason", reason)
    fill(page, "effective_on", day.isoformat() if day else "")
    page.keyboard.press("Escape")
    if page.locator("[name=acceptance_required]").is_checked() != accept:
        page.locator("[name=acceptance_required]").focus()
        page.keyboard.press("Space")
    press_enter_on(page, "main form button[type=submit]")
    page.wait_for_url(f"**{LIST}")


def fill(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}]").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(value)


def press_enter_on(page: Page, selector: str) -> None:
    page.locator(selector).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def to_publication(page: Page) -> Keyboard:
    page.goto(LIST)
    page.goto(page.locator("a[href$='/publier/']").first.get_attribute("href"))
    return Keyboard(page)


def look_at_it(page: Page, words: str) -> None:
    keys = to_publication(page)
    expect(page.locator("main")).to_contain_text("quels que soient leurs réglages")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keys.follow("Voir la page comme le public")
    expect(page.locator("main")).to_contain_text("seule l’équipe le voit")
    expect(page.locator("main")).to_contain_text(words)
    keys.follow("Revenir à sa publication")
    page.locator("main").get_by_role("link", name="Voir ce qui change").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main ins").last).to_contain_text(words)


def publish(page: Page) -> str:
    to_publication(page)
    number = re.search(r"/(\d+)/publier/", page.url)[1]
    press_enter_on(page, "main form button[type=submit]")
    expect(page.locator(".messages")).to_contain_text("personne ne peut la changer")
    return number


def nobody_changes_it(page: Page, number: str) -> None:
    page.goto(f"{LIST}edit/{number}/")
    assert page.url.endswith(LIST)
    expect(page.locator(".messages")).to_contain_text("reste telle")


def the_member_accepts(page: Page, reason: str) -> None:
    page.goto("/glossaire/")
    assert "/compte/textes/?next=" in page.url
    expect(page.locator("main")).to_contain_text(reason)
    expect(page.get_by_role("link", name="Plus tard")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    Keyboard(page).follow("J’ai lu et j’accepte")
    assert page.url.endswith("/glossaire/")
    expect(page.locator("main")).to_contain_text("c’est noté")
    page.goto("/compte/textes/")
    page.locator("main table").get_by_role("link", name=TEXT).first.click()
    expect(page.locator("main")).to_contain_text("Les nuits de pleine lune comprises.")
