"""Questions and ideas in the browser: ask, answer, accept; vote; a private board that others do not see."""

import secrets

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def axe_violations(page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def ask(page, board: str, subject: str) -> str:
    page.goto(f"/forum/{board}/nouveau/")
    page.locator("input[name=subject]").fill(subject)
    page.locator("textarea[name=content]").fill("Je ne trouve pas.")
    page.get_by_role("button", name="Publier le sujet").click()
    expect(page.locator("h1")).to_have_text(subject)
    return page.url


def test_a_question_is_asked_answered_accepted_and_leaves_the_queue(open_browser, sign_in):
    subject = f"Où est la corbeille {secrets.token_hex(2)}"
    member = sign_in(open_browser(width=390, javascript=False), "citizen")
    other = sign_in(open_browser(), "volunteer")
    visitor = open_browser()
    address = ask(member, "aide", subject)
    other.goto("/forum/sans-reponse/?etat=sans-reponse")
    other.get_by_role("link", name=subject).click()
    for words in ("Regardez à gauche.", "Tout en bas à gauche, sous les étiquettes."):
        other.locator("textarea[name=content]").fill(words)
        other.get_by_role("button", name="Publier la réponse").click()
    expect(other.get_by_role("button", name="Accepter cette réponse")).to_have_count(0)
    member.goto(address)
    member.locator("#message-3").get_by_role("button", name="Accepter cette réponse").click()
    expect(member.locator("#message-3")).to_contain_text("Réponse acceptée par")
    visitor.goto(address)
    expect(visitor.locator(".post--kept")).to_contain_text("sous les étiquettes")
    assert axe_violations(visitor) == []
    visitor.get_by_role("link", name="La lire à sa place").click()
    assert visitor.url.endswith("#message-3")
    visitor.goto("/forum/sans-reponse/")
    expect(visitor.get_by_role("link", name=subject)).to_have_count(0)
    assert axe_violations(visitor) == []


def test_an_idea_is_voted_on_and_a_private_board_shows_to_its_members_alone(open_browser, sign_in):
    key = secrets.token_hex(2)
    staff = sign_in(open_browser(), "staff")
    member = sign_in(open_browser(width=390, javascript=False), "volunteer")
    visitor = open_browser()
    address = ask(member, "idees", f"Un annuaire {key}")
    staff.goto(address)
    staff.get_by_role("button", name="Je le veux aussi").click()
    expect(staff.get_by_role("button", name="Retirer mon vote")).to_be_visible()
    visitor.goto(address)
    expect(visitor.locator("main")).to_contain_text("1 personne la soutient")
    assert axe_violations(visitor) == []
    staff.goto("/cms/boards/new/")
    staff.locator("input[name=name]").fill(f"Salle {key}")
    staff.locator("input[name=slug]").fill(f"salle-{key}")
    staff.locator("select[name=who_reads]").select_option("organisation")
    staff.locator("input[name=organisation]").evaluate("one => { one.value = '1' }")  # what the chooser would do
    with staff.expect_navigation():
        staff.locator("input[name=name]").press("Enter")
    staff.goto(f"/forum/salle-{key}/")
    expect(staff.locator("main")).to_contain_text("Rubrique privée")
    visitor.goto("/forum/")
    expect(visitor.locator("main")).not_to_contain_text(f"Salle {key}")
    visitor.goto(f"/forum/salle-{key}/")
    assert "/compte/login/" in visitor.url
