"""What holds for every page a visitor reads: light, foreign to nobody, cookieless, accessible, whole without scripts.

Figures: FOUNDATION of the product (30 kB compressed without pictures, 8 requests, 350 or 600 elements). A kB is 1024
bytes; headers count, as they cross the wire too.
"""

from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe

COURSE = "/mooc/internet-reprendre-le-controle/"
LESSON = f"{COURSE}internet-pourquoi-et-comment/une-histoire-d-internet/"
HEAVIEST_LESSON = f"{COURSE}internet-pourquoi-et-comment/la-neutralite-du-net/"
# address → most elements
PAGES = {
    "/": 350,
    "/mooc/": 600,
    COURSE: 600,
    f"{COURSE}internet-pourquoi-et-comment/": 600,
    LESSON: 350,
    HEAVIEST_LESSON: 350,
    "/forum/": 600,
    "/forum/remontees-de-bug/": 600,
    "/services/": 600,
    "/services/fichiers-et-agendas/": 350,
    "/incidents/": 600,
    "/incidents/1/": 600,
    "/cgu/": 600,
    "/mentions-legales/": 600,
    "/confidentialite/": 600,
    "/accessibilite/": 600,
    "/transparence/": 600,
    "/transparence/rapports/2025/": 600,
    "/transparence/requetes/": 600,
    "/transparence/infrastructure/": 600,
    "/moderation/": 600,
    "/cgu/versions/": 600,
    "/nos-engagements/": 600,
    "/fiches/": 600,
    "/fiches/nextcloud/": 350,
    "/agenda/": 600,
    "/nouvelles/": 600,
    "/glossaire/": 600,
    "/qui-sommes-nous/": 600,
    "/contact/": 600,
    "/aide/": 600,
    "/adherer-donner/": 600,
    "/recherche/?q=chiffrer": 600,
    "/preferences/": 600,
    "/cette-page-n-existe-pas/": 600,
}
HEAVIEST = 30 * 1024
# Form pages: they may set the CSRF cookie.
FORM_PAGES = {"/compte/login/": 600, "/compte/signup/": 600, "/compte/password/reset/": 600}
INLINE = """() => [
  ...document.querySelectorAll('script:not([src]), style, [style]'),
  ...[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on')))
].map(e => e.outerHTML.slice(0, 120))"""


@dataclass
class Visit:
    """What a browser paid for a page."""

    requests: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    weight: dict[str, int] = field(default_factory=dict)

    def bytes_without_pictures(self) -> int:
        return sum(size for request, size in self.weight.items() if self.kinds[request] != "Image")

    def note_finished(self, event) -> None:
        """What crossed the wire: headers and compressed content."""
        self.weight[event["requestId"]] = event["encodedDataLength"]


def watch(page) -> Visit:
    """Count requests, and the bytes that cross the wire for each."""
    visit = Visit()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def sent(event):
        visit.requests.append(event["request"]["url"])
        visit.kinds[event["requestId"]] = event.get("type", "Other")

    def received(event):
        # Only now the browser says what it took the answer for; the icon stays « other », and counts.
        visit.kinds[event["requestId"]] = event["type"]

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", visit.note_finished)
    return visit


@pytest.mark.parametrize("address", [*PAGES, *FORM_PAGES])
def test_a_visitor_pays_little_and_meets_no_foreign_host(portal, open_browser, address):
    page = open_browser()
    visit = watch(page)
    page.goto(address, wait_until="networkidle")
    foreign = [url for url in visit.requests if not url.startswith((portal.address, "data:"))]
    assert foreign == []
    assert page.evaluate(INLINE) == []
    elements = page.evaluate("document.querySelectorAll('*').length")
    assert elements <= {**PAGES, **FORM_PAGES}[address], f"{elements} elements"
    real = [url for url in visit.requests if not url.startswith("data:")]
    assert len(real) <= 8, real
    weight = visit.bytes_without_pictures()
    assert weight <= HEAVIEST, f"{weight} bytes"
    if address in PAGES:
        assert page.context.cookies() == []


@pytest.mark.parametrize("address", [*PAGES, *FORM_PAGES])
def test_axe_finds_nothing_and_nothing_overflows(open_browser, address):
    page = open_browser()
    page.goto(address)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"at {width} px"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{overflow} px wider than a screen of {width} px"


@pytest.mark.parametrize("address", ["/", LESSON, "/forum/remontees-de-bug/", "/incidents/", "/compte/login/"])
def test_axe_finds_nothing_in_the_dark(open_browser, address):
    page = open_browser(scheme="dark")
    page.goto(address)
    assert violations(page) == []


def test_every_component_passes_axe(open_browser):
    page = open_browser()
    page.goto("/demo/composants/")
    assert violations(page) == []


def violations(page) -> list[str]:
    """axe's violations in short: rule and where."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]
