"""Pages of somebody signed in: axe at both widths, nothing wider than the screen."""

import pytest

from .test_every_public_page import LESSON, violations

# whose page → addresses
PAGES = {
    "volunteer": [
        "/compte/",
        "/compte/cloud/",
        "/compte/cloud/relier/",
        "/compte/profil/",
        "/compte/email/",
        "/compte/2fa/",
        "/compte/associations/",
        "/forum/remontees-de-bug/nouveau/",
    ],
    "manager": [
        "/compte/cloud/",
        "/compte/cloud/demandes/1/",
        "/compte/associations/foyer-rural-de-brechigne/",
        "/compte/associations/foyer-rural-de-brechigne/gerer/",
        "/compte/associations/foyer-rural-de-brechigne/gerer/invitations/",
        "/compte/associations/foyer-rural-de-brechigne/gerer/vie/",
    ],
    "referent": [
        "/compte/",
        "/compte/remplacements/",
        "/territoire/?show=all",
        "/territoire/demandes/2/",
        "/territoire/associations/",
        "/territoire/chiffres/",
    ],
    "moderator": ["/forum/moderation/"],
}


def check(page, where: str) -> None:
    """At a telephone's width, then at a desk's."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"{where} at {width}"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{where}: {overflow} px wider than {width}"


@pytest.mark.parametrize("key", PAGES)
def test_axe_finds_nothing_on_the_pages_of(open_browser, sign_in, key):
    page = sign_in(open_browser(), key)
    for address in PAGES[key]:
        assert page.goto(address).status == 200, address
        check(page, address)


def test_axe_finds_nothing_on_a_request_with_errors(open_browser, sign_in):
    page = sign_in(open_browser(javascript=True), "volunteer")
    page.goto("/compte/cloud/demander/")
    page.locator("main button").last.click()
    page.wait_for_selector(".errors")
    check(page, "a request with errors")


def test_axe_finds_nothing_on_an_answered_quiz(open_browser):
    page = open_browser()
    page.goto(LESSON)
    for question in page.locator("fieldset.question").all():
        for choice in question.locator("input").all()[:2]:
            choice.check()
    page.get_by_role("button", name="Vérifier toutes mes réponses").click()
    page.wait_for_selector(".verdict")
    check(page, "an answered quiz")


def test_axe_finds_nothing_on_a_topic_one_may_answer(open_browser, sign_in):
    page = sign_in(open_browser(), "volunteer")
    page.goto("/forum/remontees-de-bug/")
    page.locator("main h2 a, main h3 a").first.click()
    page.wait_for_selector("textarea[name=content]")
    check(page, "a topic with its form")
