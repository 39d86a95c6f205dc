"""Lessons on narrow screens: whatever their titles and tables, nothing overflows and crumbs read as text."""

import re

import pytest

CRUMBS = """() => {
  const box = e => e.getBoundingClientRect(), list = document.querySelector('.title .crumbs ol');
  const links = [...list.querySelectorAll('a')].filter(a => a.getClientRects().length);
  const words = a => { const range = document.createRange(); range.selectNodeContents(a); return range; };
  const tops = links.flatMap(a => [...words(a).getClientRects()].map(r => Math.round(r.top)));
  const lines = [...new Set(tops)].sort((a, b) => a - b);
  return {height: box(list).height, lines: lines.length, links: links.length};
}"""


@pytest.fixture(scope="module")
def lessons(portal) -> list[str]:
    """Every lesson, sequence and course of the demonstration."""
    from urllib.request import urlopen

    sitemap = urlopen(f"{portal.address}/sitemap.xml").read().decode()
    found = re.findall(r"<loc>https?://[^/]+(/mooc/[^<]+)</loc>", sitemap)
    assert len(found) > 15
    return found


@pytest.mark.parametrize("width", [320, 390])
def test_no_lesson_is_wider_than_a_phone(open_browser, lessons, width):
    page = open_browser(width=width, javascript=False)
    for address in lessons:
        page.goto(address)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{address}: {overflow} px wider than {width}"


@pytest.mark.parametrize(("width", "steps"), [(390, 1), (1000, 2)])
def test_crumbs_beside_the_drawing_take_the_room_of_their_words(open_browser, lessons, width, steps):
    """One line is as high as a finger needs; each other line adds the height of a line of text, no more."""
    page = open_browser(width=width, javascript=False)
    wrapped = 0
    for address in lessons:
        page.goto(address)
        if page.locator(".title .crumbs").count() == 0:
            continue
        crumbs = page.evaluate(CRUMBS)
        assert 40 <= crumbs["height"] <= 16 + 34 * crumbs["lines"], (address, crumbs)
        assert crumbs["links"] == 1 if steps == 1 else crumbs["links"] >= 1, (address, crumbs)
        wrapped += crumbs["lines"] > 1
    assert wrapped, "the demonstration has titles long enough to wrap"
