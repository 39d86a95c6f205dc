"""The team in /cms/: the words of the home page, what waits; and no way in by password alone."""

import re
import secrets
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from .conftest import type_password
from .letters import letter, link_in

PASSWORD = "quatre mots dans un panier"


@pytest.fixture
def staff(open_browser, sign_in):
    return sign_in(open_browser(), "staff")


def test_a_new_headline_is_on_the_home_page_once_published(portal, open_browser, staff):
    headline = f"Des outils bien à nous {secrets.token_hex(2)}"
    visitor = open_browser(javascript=False)
    visitor.goto("/")
    before = visitor.locator("h1").inner_text()
    staff.goto("/cms/pages/")
    home = edit_address(staff)
    publish_headline(staff, home, headline)
    visitor.goto("/")
    expect(visitor.locator("h1")).to_have_text(headline)
    publish_headline(staff, home, before)
    visitor.goto("/")
    expect(visitor.locator("h1")).to_have_text(before)


def edit_address(page) -> str:
    return page.evaluate(
        "async () => (await (await fetch('/cms/api/main/pages/?type=pages.HomePage')).json()).items[0].id"
    )


def publish_headline(page, number, headline: str) -> None:
    page.goto(f"/cms/pages/{number}/edit/")
    page.locator("[name=headline]").fill(headline)
    page.locator("[data-w-dropdown-target=toggle]").last.click()
    page.locator("[name=action-publish]").click()
    page.wait_for_load_state()


def test_the_administration_is_in_french_and_says_what_waits(staff):
    staff.goto("/cms/")
    expect(staff.locator("html")).to_have_attribute("lang", "fr")
    expect(staff.locator("#waiting-title")).to_be_visible()
    expect(staff.locator("section[aria-labelledby=waiting-title]")).to_contain_text(re.compile("demande"))
    menu = staff.locator("[data-wagtail-sidebar]").inner_text()
    for english in ("Snippets", "Reports", "Settings", "Incidents log", "Services list"):
        assert english not in menu


def test_the_password_alone_opens_nothing(portal, open_browser):
    page = open_browser()
    page.goto("/cms/login/")
    assert "/compte/login/" in page.url, "the administration has no door of its own"
    type_password(page, portal.accounts["staff"])
    page.wait_for_url("**/2fa/authenticate/**")
    for address in ("/cms/", "/cms/pages/", "/territoire/"):
        page.goto(address)
        assert "/login/" in page.url or "/2fa/authenticate" in page.url, page.url


def test_staff_without_a_second_factor_is_led_to_set_it_up(portal, open_browser, staff):
    """Somebody new in the team: named in /cms/, then stopped at every door until the second factor is there."""
    page = open_browser()
    newcomer = invite(portal, staff, page)
    for address in ("/cms/", "/territoire/", "/compte/"):
        page.goto(address)
        # straight there, or past the password once more
        assert unquote(page.url).endswith("/compte/2fa/totp/activate/"), (newcomer, page.url)
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/2fa/totp/activate/")
    expect(page.locator("main img[src*='dessin.svg']")).to_be_visible()


def invite(portal, staff, page) -> str:
    """Make a member of staff in /cms/; they choose their password from the mail and sign in."""
    address = f"equipe-{secrets.token_hex(3)}@demo.example.org"
    staff.goto("/cms/users/new/")
    staff.locator("[name=email]").fill(address)
    staff.locator("[name=public_name]").fill("Nouvelle personne")
    staff.get_by_label("staff").check()
    staff.locator("main button[type=submit]").first.click()
    staff.wait_for_url("**/cms/users/")
    page.goto(link_in(letter(portal, address, "un compte")))
    page.locator("input[name=email]").fill(address)
    page.get_by_role("button", name="Envoyer le lien").click()
    page.goto(link_in(letter(portal, address, "mot de passe")))
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Changer le mot de passe").click()
    page.wait_for_url("**/done/")
    type_password(page, {"email": address, "password": PASSWORD})
    page.wait_for_url(lambda url: "/login/" not in url)
    return address
