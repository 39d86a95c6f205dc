"""A visitor reports a message, the team decides, its author reads why and contests; reports sorted by keyboard."""

import secrets

import pytest
from playwright.sync_api import expect

from .letters import letter, text_of
from .test_every_public_page import violations
from .test_forum_journey import fill_report


def write_report(page, subject: str) -> str:
    fill_report(page, subject)
    page.locator("textarea[name=happened]").fill("Une page blanche.")
    page.get_by_role("button", name="Envoyer la remontée").click()
    expect(page.locator("h1")).to_have_text(subject)
    return page.url


def test_a_message_is_reported_decided_on_and_contested(open_browser, sign_in, portal):
    token = secrets.token_hex(3)
    author = sign_in(open_browser(width=390, javascript=False), "citizen")
    address = write_report(author, f"Le pad de la voisine {token}")
    visitor, mailbox = open_browser(width=390), f"passante-{token}@ailleurs.example"
    visitor.goto(address)
    visitor.get_by_role("link", name="Signaler un contenu").first.click()
    assert violations(visitor) == []
    visitor.get_by_role("button", name="Envoyer le signalement").click()  # nothing is said yet
    expect(visitor.locator(".errors")).to_be_visible()
    visitor.get_by_label("Le nom, l’adresse").check()
    visitor.locator("textarea[name=words]").fill(f"Il nomme ma voisine {token}.")
    visitor.locator("input[name=address]").fill(mailbox)
    visitor.get_by_role("button", name="Envoyer le signalement").click()
    expect(visitor.locator("h1")).to_contain_text("Merci")
    assert visitor.context.cookies() == []

    moderator = sign_in(open_browser(), "moderator")
    moderator.goto("/forum/moderation/signalements/")
    assert violations(moderator) == []
    moderator.get_by_role("link", name=token).first.click()
    expect(moderator.locator("main")).to_contain_text(f"ma voisine {token}")
    assert violations(moderator) == []
    moderator.get_by_label("Il est demandé de le modifier").check()
    moderator.locator("input[name=reason]").fill("Un nom y figure.")
    moderator.get_by_role("button", name="Décider et prévenir").click()
    expect(moderator.locator("h1")).to_contain_text("Contenus signalés")
    assert "Un nom y figure." in text_of(letter(portal, mailbox, "La réponse à votre signalement"))

    statement = letter(portal, portal.accounts["citizen"]["email"], token)
    assert mailbox not in text_of(statement) and f"ma voisine {token}" not in text_of(statement)
    author.goto("/forum/moderation/decisions/")
    author.get_by_role("link", name=token).first.click()
    expect(author.locator("main")).to_contain_text("Un nom y figure.")
    author.locator("textarea[name=words]").fill("C’est mon propre nom.")
    author.get_by_role("button", name="Contester").click()
    expect(author.locator("main")).to_contain_text("C’est mon propre nom.")
    staff = sign_in(open_browser(), "staff")
    staff.goto(author.url)
    assert violations(staff) == []
    staff.get_by_label("La décision est levée").check()
    staff.locator("input[name=reason]").fill("C’est bien le sien.")
    staff.get_by_role("button", name="Répondre").click()
    author.reload()
    expect(author.locator("main")).to_contain_text("C’est bien le sien.")


@pytest.mark.parametrize("width", [390, 1280])
def test_triage_by_keyboard(open_browser, sign_in, width):
    token = secrets.token_hex(3)
    member = sign_in(open_browser(javascript=False), "citizen")
    for number in range(2):
        write_report(member, f"À trier {token} {number}")
    page = sign_in(open_browser(width=width), "moderator")
    page.goto("/forum/moderation/tri/?etat=new&silence=on")
    expect(page.locator("[data-keys]")).to_be_visible()
    assert violations(page) == []
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    expect(page.locator("input[name=report]:checked")).to_have_count(2)
    page.locator("select[name=state]").select_option("confirmed")
    page.locator("input[name=reason]").fill("Vu j x k ici.")  # letters typed in a field are letters
    expect(page.locator("input[name=report]:checked")).to_have_count(2)
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator("main")).to_contain_text("2 remontées sont traitées")
    page.locator("#keys-on").uncheck()
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus")).to_have_count(0)
    page.reload()
    expect(page.locator("#keys-on")).not_to_be_checked()
