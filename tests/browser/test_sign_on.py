"""One account for both: in at the portal, through to the Nextcloud without another password, out at the portal, out
there."""

import re
import time

from playwright.sync_api import expect

from hosting.cloud.nextcloud.sandbox.relying_party import NAME

from .test_every_public_page import violations

WITHIN = 60  # seconds, on a busy machine
BY_PORTAL = "Se connecter avec le portail"


def until(page, address: str, heading: str, *, link: str = "") -> None:
    """Go there again and again, as somebody impatient would, until the page has this heading."""
    deadline = time.monotonic() + WITHIN
    while page.goto(address) and page.locator("h1").inner_text() != heading:
        if link:
            page.get_by_role("link", name=link).click()
            page.wait_for_url(re.compile("/identity/o/authorize|:[0-9]+/$"))
        assert time.monotonic() < deadline, page.inner_text("main")


def test_somebody_is_let_in_by_the_portal_and_out_by_it(portal, open_browser):
    account = portal.accounts["manager"]
    page = open_browser(width=390)
    page.goto(portal.sandbox)
    page.get_by_role("link", name=BY_PORTAL).click()
    page.fill("input[name=login]", account["email"])
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")
    # the way out to another host, right after a form; or « still being prepared », on a portal that has just started
    page.wait_for_url(re.compile(f"{portal.sandbox}/$|/identity/o/authorize"))
    until(page, portal.sandbox, "Votre espace", link=BY_PORTAL)
    expect(page.locator("main")).to_contain_text("Foyer rural")

    page.goto(f"{portal.address}/identity/o/logout?client_id=demonstration&post_logout_redirect_uri={portal.sandbox}/")
    assert violations(page) == []
    page.get_by_role("button", name="Garder la connexion ici").click()
    # Chromium lets the form of this one page lead to another host
    expect(page).to_have_url(f"{portal.sandbox}/")
    until(page, portal.sandbox, "Se connecter")

    until(page, portal.sandbox, "Votre espace", link=BY_PORTAL)
    page.goto(f"{portal.address}/compte/logout/")
    page.locator("main").get_by_role("button").click()
    until(page, portal.sandbox, "Se connecter")
    told = [one for one in portal.control("GET", "requests")["requests"] if f"backchannel-logout/{NAME}" in one["path"]]
    assert [one["status"] for one in told][-2:] == [200, 200]
    page.goto(f"{portal.address}/identity/o/authorize")
    assert violations(page) == []
