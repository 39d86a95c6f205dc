"""Lessons without a connection, in a real browser: what is kept, and above all what never is."""

import pytest
from playwright.sync_api import expect

from .test_every_public_page import COURSE, HEAVIEST_LESSON, LESSON, LESSON_WITH_SHORT
from .test_signed_in_pages import check

PAGE = "/mooc/hors-ligne/"
BANNER = "Vous lisez une copie gardée sur cet appareil, du "
KEPT = "path => caches.match(path, {cacheName: 'lessons'}).then(Boolean)"
EVERYTHING = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      found[request.url] = JSON.stringify([...answer.headers]) + await answer.text();
    }
  }
  return found;
}"""


def open_and_keep(page, *addresses: str) -> None:
    """Go there, and wait until the copy is kept with the page that lists copies."""
    for address in addresses:
        page.goto(address)
        wait_until_kept(page, address)
    wait_until_kept(page, PAGE)


def wait_until_kept(page, address: str, *, kept: bool = True) -> None:
    """`wait_for_function` takes a promise for a yes."""
    for _time in range(200):
        if page.evaluate(KEPT, address) is kept:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{address} is {'not ' if kept else 'still '}kept")


def test_an_opened_lesson_is_read_without_a_connection(open_browser):
    page = open_browser(width=390)
    open_and_keep(page, LESSON)
    title = page.locator("h1").inner_text()
    assert page.context.cookies() == []
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main > .told")).to_contain_text(BANNER)
    # whole: its style, its heading font, its drawings
    for one in page.locator("main img").all():
        one.scroll_into_view_if_needed()
        expect(one).to_have_js_property("complete", True)
        assert one.evaluate("e => e.naturalWidth") > 0, one.get_attribute("src")
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert page.evaluate("document.fonts.load('20px Affiche').then(found => found.length)") == 1
    check(page, "a kept lesson")
    # a lesson that was never opened, and a page that is never kept
    for address in (HEAVIEST_LESSON, COURSE):
        page.goto(address)
        expect(page.get_by_role("heading", name="Cette page ne peut pas s’afficher sans connexion")).to_be_visible()
        expect(page.locator("[data-kept] li")).to_have_text(f"{title} ({day(page)})")
    check(page, "the page shown instead")
    page.get_by_role("link", name=title).click()
    expect(page.locator("main > .told")).to_contain_text(BANNER)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("main > .told")).to_have_count(0)


def day(page) -> str:
    return page.evaluate("new Date().toLocaleDateString('fr')")


def test_what_is_kept_says_nothing_of_who_reads(portal, open_browser, sign_in):
    page = sign_in(open_browser(), "citizen")
    page.goto("/compte/profil/")
    name = page.locator("input[name=public_name]").input_value()
    page.context.request.post("/preferences/", form={"language": "fr", "font": "atkinson"},
                              headers={"Sec-Fetch-Site": "same-origin"})  # fmt: skip
    page.goto(LESSON_WITH_SHORT)
    answer = "réponse toute personnelle"
    page.locator("fieldset .match > input").first.fill(answer)
    page.locator("fieldset", has=page.locator(".match > input")).get_by_role("button").first.click()
    page.wait_for_selector(".verdict")
    page.goto(LESSON)
    mark = page.get_by_role("button", name="J’ai lu cette leçon")
    if mark.count():
        mark.click()
    open_and_keep(page, LESSON, LESSON_WITH_SHORT)
    seen = page.content()
    assert "Mes notes" in seen and answer in seen and "font-atkinson" in seen
    page.context.clear_cookies()  # signed out, and somebody else sits down
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("main > .told")).to_contain_text(BANNER)
    copies = page.evaluate(EVERYTHING)
    assert {f"{portal.address}{path}" for path in (LESSON, LESSON_WITH_SHORT, PAGE)} <= set(copies)
    for address, copy in copies.items():
        for personal in (
            name,
            answer,
            portal.accounts["citizen"]["email"],
            'class="font-atkinson',
            "csrfmiddlewaretoken",
        ):
            assert personal not in copy, f"{personal} in {address}"
    for path in (LESSON, LESSON_WITH_SHORT):
        copy = copies[f"{portal.address}{path}"]
        for mine in ("verdict", "leçon faite", "state--done", "Mes notes", "/compte/logout/"):
            assert mine not in copy, f"{mine} in {path}"


def test_an_anonymous_learner_leaves_no_answer_in_a_copy_either(portal, open_browser):
    page = open_browser()
    open_and_keep(page, LESSON)
    page.locator("fieldset.question input").first.check()
    page.get_by_role("button", name="Vérifier cette réponse").first.click()
    page.wait_for_selector(".verdict")
    open_and_keep(page, HEAVIEST_LESSON, LESSON)
    expect(page.locator(".verdict").first).to_be_visible()
    copy = page.evaluate(EVERYTHING)[f"{portal.address}{LESSON}"]
    assert "verdict" not in copy and " checked" not in copy


def test_offline_nothing_typed_is_lost(open_browser):
    page = open_browser()
    open_and_keep(page, LESSON_WITH_SHORT)
    field = page.locator("fieldset .match > input").first
    field.fill("ce que je crois")
    page.context.set_offline(True)
    for button in ("Vérifier cette réponse", "Vérifier toutes mes réponses"):
        page.get_by_role("button", name=button).last.click()
        expect(page.locator("#offline")).to_contain_text("Pas de connexion")
        expect(page.locator("#offline")).to_be_focused()
    expect(field).to_have_value("ce que je crois")
    # the browser believes that there is a network
    page.evaluate("Object.defineProperty(navigator, 'onLine', {value: true})")
    field.press("Enter")
    expect(page.locator("#offline")).to_contain_text("Pas de connexion")
    check(page, "answers without a connection")
    page.context.set_offline(False)
    field.press("Enter")
    expect(page.locator(".verdict").first).to_be_visible()
    expect(page.locator("#offline")).to_have_count(0)


def test_a_lesson_that_is_gone_goes_from_the_device(open_browser):
    page = open_browser()
    open_and_keep(page, LESSON, HEAVIEST_LESSON)
    gone = lambda route: route.fulfill(status=404, body="gone")  # noqa: E731
    page.context.route(f"**{LESSON}", gone)
    page.goto(LESSON)
    wait_until_kept(page, LESSON, kept=False)
    assert page.evaluate(KEPT, HEAVIEST_LESSON)


def test_forgetting_leaves_nothing(open_browser):
    page = open_browser(width=390, scheme="dark")
    page.goto(PAGE)
    expect(page.locator("[data-kept] [role=status]")).to_contain_text("Aucune leçon n’est gardée")
    open_and_keep(page, LESSON)
    page.goto(PAGE)
    check(page, "the page of copies")
    page.get_by_role("button", name="Tout oublier").click()
    expect(page.locator("[data-kept] [role=status]")).to_contain_text("ont disparu")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


@pytest.mark.parametrize("address", [PAGE, LESSON])
def test_without_scripts_nothing_is_promised(open_browser, address):
    page = open_browser(javascript=False)
    page.goto(address)
    if address == PAGE:
        assert "qu’avec JavaScript" in page.locator("main").inner_text()
        expect(page.get_by_role("button", name="Tout oublier")).to_be_hidden()
        expect(page.locator("[data-missing]")).to_be_hidden()
    expect(page.locator("main")).not_to_contain_text(BANNER)
