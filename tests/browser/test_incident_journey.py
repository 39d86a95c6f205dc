"""An incident from its first minute to the account of it: written by the team on a phone, read by a visitor on cached
pages, and in the mails of somebody without an account."""

import re
import secrets

import pytest
from playwright.sync_api import expect

from .letters import letter, letters, link_in, text_of


@pytest.fixture
def staff(open_browser, sign_in):
    return sign_in(open_browser(width=390), "staff")


def banner(open_browser):
    """The banner as a visitor without any cookie sees it: the page comes from the cache."""
    page = open_browser()
    page.goto("/")
    page.goto("/")
    return page.locator("section.notice")


def test_an_incident_is_opened_told_resolved_and_explained(portal, open_browser, staff):
    title, address = f"Tableurs lents {secrets.token_hex(2)}", f"lea-{secrets.token_hex(3)}@demo.example.org"
    visitor = open_browser(javascript=False, width=390)
    subscribe(portal, visitor, address)
    expect(banner(open_browser).filter(has_text=title)).to_have_count(0)
    open_incident(staff, title)
    expect(banner(open_browser)).to_contain_text(title)
    tell(staff, "identified", "Un disque est plein, nous faisons de la place.")
    visitor.goto("/incidents/")
    visitor.get_by_role("link", name=title).first.click()
    expect(visitor.locator("main")).to_contain_text("Un disque est plein")
    expect(visitor.locator("main")).to_contain_text("Agendas et contacts : ralenti")
    tell(staff, "resolved", "Tout est rentré dans l’ordre.")
    expect(banner(open_browser).filter(has_text=title)).to_have_count(0)
    staff.get_by_role("link", name="Écrire le compte rendu").click()
    expect(staff.locator("textarea[name=text]")).to_have_value(re.compile("## Pourquoi"))
    staff.locator("textarea[name=text]").fill("## Pourquoi\n\nPersonne ne surveillait la place.")
    staff.get_by_role("button", name="Publier le compte rendu").click()
    visitor.reload()
    expect(visitor.get_by_role("heading", name="Pourquoi")).to_be_visible()
    for words in ("Nous cherchons.", "Un disque est plein", "Tout est rentré", "Le compte rendu est en ligne"):
        letter(portal, address, title, words)
    assert len(letters(portal, address, title)) == 4, "each step once"
    leave(portal, visitor, letter(portal, address, title))


def subscribe(portal, page, address: str) -> None:
    page.goto("/incidents/suivre/")
    page.get_by_label("Adresse").fill(address)
    page.get_by_label("Tous les services").check()
    page.get_by_role("button", name="Envoyer le lien").or_(page.locator("main button[type=submit]")).first.click()
    page.goto(link_in(letter(portal, address, "confirmer")))
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator("main")).to_contain_text("Votre abonnement est confirmé")


def leave(portal, page, mail) -> None:
    stop = re.search(r"https?://\S+/arreter/", text_of(mail)).group()
    page.goto(stop)
    page.get_by_role("button", name="Effacer mon adresse").click()
    expect(page.locator("main")).to_contain_text("effacés")
    assert page.goto(stop).status == 404


def open_incident(page, title: str) -> None:
    page.goto("/cms/snippets/incidents/incident/add/")
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=summary]").fill("Les fichiers restent lisibles.")
    page.locator("textarea[name=text]").fill("Nous cherchons.")
    page.get_by_label("Agendas et contacts").select_option("slow")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the form fits a phone"
    page.get_by_role("button", name="Ouvrir et publier").click()
    page.wait_for_url("**/dire/")


def tell(page, state: str, text: str) -> None:
    page.locator("select[name=state]").select_option(state)
    page.locator("textarea[name=text]").fill(text)
    page.get_by_role("button", name="Publier le message").click()
    expect(page.locator("main")).to_contain_text(text)
