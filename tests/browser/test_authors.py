"""An author in /cms/: what learners stumble on, lessons put in order by keyboard, a sequence duplicated."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

COURSE, SEQUENCE = "Prendre en main son espace", "Cinq gestes pour commencer"
LESSONS = 5
ADDRESS = "/mooc/prendre-en-main-son-espace/cinq-gestes/"
HANDLE = "[data-w-orderable-target=handle]"


@pytest.fixture
def author(open_browser, sign_in):
    return sign_in(open_browser(), "author")


def violations(page: Page) -> list[str]:
    """What axe finds in our part of a page of Wagtail's."""
    found = Axe().run(page, context=".nice-padding").response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def open_sequence(page: Page) -> None:
    """From the home of /cms/ down to the lessons, as one clicks."""
    page.goto("/cms/pages/")
    for title in ("Se former", COURSE, SEQUENCE):
        page.locator("table.listing tbody tr").filter(has_text=title).locator("td.children a").first.click()
        expect(page.locator("h1")).to_contain_text(title)


def lessons_seen(page: Page) -> list[str]:
    """Their addresses in the order that a visitor sees."""
    page.goto(ADDRESS)
    seen = [link.get_attribute("href") for link in page.locator(f"main a[href^='{ADDRESS}']").all()]
    return list(dict.fromkeys(one for one in seen if one != ADDRESS))


def swap_first_two(page: Page, place: int, key: str) -> None:
    page.locator(HANDLE).nth(place).focus()
    page.keyboard.press(key)
    with page.expect_response("**/set_position/**") as answer:
        page.keyboard.press("Enter")
    assert answer.value.ok


def test_what_learners_stumble_on_is_read_on_any_screen(author):
    for width, scheme in ((1280, "light"), (390, "dark")):
        author.set_viewport_size({"width": width, "height": 900})
        author.emulate_media(color_scheme=scheme)
        author.goto("/cms/modules/ou-l-on-bute/")
        expect(author.locator(".figures-table tbody tr")).to_have_count(12)
        expect(author.locator(".figures")).to_contain_text("moins de 5")
        assert author.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(author) == []
        author.locator(".figures-table tbody a").first.click()
        expect(author.locator(".figures-table tbody tr").first).to_contain_text("environ")
        assert author.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(author) == []


def test_a_lesson_moves_by_keyboard_and_visitors_see_it_at_once(author, open_browser):
    visitor = open_browser()
    first, second, *others = lessons_seen(visitor)
    open_sequence(author)
    swap_first_two(author, 0, "ArrowDown")
    assert lessons_seen(visitor) == [second, first, *others]
    author.reload()
    swap_first_two(author, 1, "ArrowUp")
    assert lessons_seen(visitor) == [first, second, *others]


def test_a_sequence_is_duplicated(author, open_browser):
    open_sequence(author)
    expect(author.locator(HANDLE)).to_have_count(LESSONS)
    author.locator("header").get_by_role("button", name="Actions").click()
    author.get_by_role("link", name="Dupliquer la séquence").click()
    assert violations(author) == []
    author.get_by_role("button", name="Dupliquer la séquence").click()
    expect(author.locator("input[name=title], textarea[name=title]")).to_have_value(f"{SEQUENCE} (copie)")
    author.goto(author.url.replace("/edit/", "/"))
    expect(author.locator(HANDLE)).to_have_count(LESSONS)
    visitor = open_browser()
    visitor.goto("/mooc/prendre-en-main-son-espace/")
    expect(visitor.locator("main")).not_to_contain_text("(copie)")
