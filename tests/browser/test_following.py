"""Following a topic: an answer comes by mail and in the notification centre, one click ends it. Without JavaScript."""

import secrets

from playwright.sync_api import expect

from accounts.people.demo import DEMO_PEOPLE

from .letters import letter, letters, link_in, text_of
from .test_every_public_page import violations
from .test_signed_in_pages import check

BOARD = "/forum/aide/"


def start_topic(page, subject: str) -> str:
    page.goto(f"{BOARD}nouveau/")
    page.locator("input[name=subject]").fill(subject)
    page.locator("textarea[name=content]").fill("Où est passé le dossier partagé ?")
    page.get_by_role("button", name="Publier le sujet").click()
    expect(page.locator("h1")).to_have_text(subject)
    return page.url


def answer(page, address: str, words: str) -> None:
    page.goto(address)
    page.locator("textarea[name=content]").fill(words)
    page.get_by_role("button", name="Publier la réponse").click()
    page.wait_for_load_state()


def test_a_topic_is_followed_mailed_read_and_left(portal, open_browser, sign_in):
    subject = f"Le dossier a disparu {secrets.token_hex(2)}"
    asker = sign_in(open_browser(width=390, javascript=False), "citizen")
    address = start_topic(asker, subject)
    reader = sign_in(open_browser(javascript=False), "volunteer")
    reader.goto(address)
    reader.get_by_role("button", name="Suivre", exact=True).click()
    expect(reader.locator(".told")).to_contain_text("C’est suivi")
    answer(asker, address, "Retrouvé : il était **dans la corbeille**.")
    mail = letter(portal, portal.accounts["volunteer"]["email"], subject)
    words = text_of(mail)
    assert "> Retrouvé : il était **dans la corbeille**." in words
    assert portal.accounts["citizen"]["email"] not in mail.as_string()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    look_at_the_centre(reader, subject)
    reader.goto(link_in(mail))
    expect(reader.locator("main")).to_contain_text("dans la corbeille")
    leave(open_browser(), mail)
    expect_no_mail_after(portal, asker, address, subject)


def test_axe_finds_nothing_on_the_pages_of_notifications(open_browser, sign_in):
    page = sign_in(open_browser(), "citizen")
    for address in ("", "reglages/", "suivis/"):
        page.goto(f"/compte/notifications/{address}")
        check(page, address)
    page.goto("/forum/etiquettes/fichiers/")
    check(page, "a tag")
    page.goto(BOARD)
    page.locator("main h3 a").first.click()
    check(page, "a topic one may follow")


def look_at_the_centre(page, subject: str) -> None:
    page.goto("/compte/")
    expect(page.locator(".menu__new")).to_be_attached()
    page.goto("/compte/notifications/")
    row = page.locator(".entries > li", has_text=subject)
    expect(row).to_contain_text("non lue")
    row.get_by_role("button").click()
    expect(page.locator(".entries > li", has_text=subject)).not_to_contain_text("non lue")


def leave(stranger, mail) -> None:
    """From another browser, without signing in: as a mail program does for one."""
    stranger.goto(mail["List-Unsubscribe"].strip().strip("<>"))
    assert violations(stranger) == []
    stranger.get_by_role("button", name="Arrêter ces courriels").click()
    expect(stranger.locator("h1")).to_have_text("C’est arrêté")


def expect_no_mail_after(portal, asker, address: str, subject: str) -> None:
    """The moderator is named meanwhile: once that mail is there, the other one would be, too."""
    count = len(letters(portal, portal.accounts["volunteer"]["email"], subject))
    answer(asker, address, f"Merci @« {DEMO_PEOPLE['moderator'].public_name} ».")
    letter(portal, portal.accounts["moderator"]["email"], subject)
    assert len(letters(portal, portal.accounts["volunteer"]["email"], subject)) == count
