"""What holds for every page a visitor reads: light, foreign to nobody, cookieless, accessible, whole without scripts.

Figures: FOUNDATION of the product (30 kB compressed without pictures, 8 requests, 350 or 600 elements). A kB is 1024
bytes; headers count, as they cross the wire too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import translation

from portal.core.compression import variants

COURSE = "/mooc/internet-reprendre-le-controle/"
LESSON = f"{COURSE}internet-pourquoi-et-comment/une-histoire-d-internet/"
HEAVIEST_LESSON = f"{COURSE}internet-pourquoi-et-comment/la-neutralite-du-net/"
# Lessons whose quizzes ask to put in order, in words, with gaps; the first has questions of the forum under it.
LESSON_WITH_ORDER = f"{COURSE}internet-pourquoi-et-comment/le-trajet-d-un-message/"
LESSON_WITH_SHORT = f"{COURSE}les-gafam-c-est-quoi/comment-devient-on-indispensable/"
LESSON_WITH_GAPS = f"{COURSE}les-gafam-c-est-quoi/vos-donnees-leur-marche/"
# address → most elements
PAGES = {
    "/": 350,
    "/mooc/": 600,
    COURSE: 600,
    f"{COURSE}internet-pourquoi-et-comment/": 600,
    LESSON: 350,
    HEAVIEST_LESSON: 350,
    LESSON_WITH_ORDER: 350,
    LESSON_WITH_SHORT: 350,
    LESSON_WITH_GAPS: 350,
    f"{COURSE}attestation/": 600,
    "/mooc/hors-ligne/": 600,
    "/verifier/": 600,
    "/forum/": 600,
    "/forum/remontees-de-bug/": 600,
    "/forum/recherche/?genre=bug&q=fichier": 600,
    "/services/": 600,
    "/services/fichiers-et-agendas/": 350,
    "/incidents/": 600,
    "/incidents/1/": 600,
    "/incidents/services/pads/": 600,
    "/incidents/suivre/": 600,
    "/cgu/": 600,
    "/mentions-legales/": 600,
    "/confidentialite/": 600,
    "/accessibilite/": 600,
    "/transparence/": 600,
    "/transparence/rapports/2025/": 600,
    "/transparence/requetes/": 600,
    "/transparence/chiffres/": 600,
    "/transparence/enquetes/2025/": 600,
    "/transparence/infrastructure/": 600,
    "/transparence/equipe/": 600,
    "/transparence/paquets/minou/2026-11-09/changements/": 600,
    "/moderation/": 600,
    "/cgu/versions/": 600,
    "/nos-engagements/": 600,
    "/chatons/?inscription=none": 600,
    "/chatons/nuage-du-vivarais/": 600,
    "/fiches/": 600,
    "/fiches/nextcloud/": 350,
    "/agenda/": 600,
    "/nouvelles/": 600,
    "/glossaire/": 600,
    "/qui-sommes-nous/": 600,
    "/contact/": 600,
    "/aide/": 600,
    "/aide/questions/": 600,
    "/adherer-donner/": 600,
    "/recherche/?q=chiffrer": 600,
    "/preferences/": 600,
    "/cette-page-n-existe-pas/": 600,
}
HEAVIEST = 30 * 1024
LIGHTEST = 10 * 1024  # style sheet and heading font alone
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


@contextmanager
def first_view(page) -> Iterator[Visit]:
    """Count requests, and the bytes that cross the wire for each, of a reader who has never been here."""
    visit = Visit()
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    # lessons read before left a service worker, which asks for pages out of this session's sight
    session.send("Network.setBypassServiceWorker", {"bypass": True})

    def sent(event):
        visit.requests.append(event["request"]["url"])
        visit.kinds[event["requestId"]] = event.get("type", "Other")

    def received(event):
        # Only now the browser says what it took the answer for; the icon stays « other », and counts.
        visit.kinds[event["requestId"]] = event["type"]

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", visit.note_finished)
    yield visit
    session.detach()


@pytest.mark.parametrize("address", [*PAGES, *FORM_PAGES])
def test_a_visitor_pays_little_and_meets_no_foreign_host(portal, reader, address):
    with first_view(reader) as visit:
        reader.goto(address, wait_until="networkidle")
    foreign = [url for url in visit.requests if not url.startswith((portal.address, "data:"))]
    assert foreign == []
    assert reader.evaluate(INLINE) == []
    elements = reader.evaluate("document.querySelectorAll('*').length")
    assert elements <= {**PAGES, **FORM_PAGES}[address], f"{elements} elements"
    real = [url for url in visit.requests if not url.startswith("data:")]
    assert len(real) <= 8, real
    weight = visit.bytes_without_pictures()
    assert weight <= HEAVIEST, f"{weight} bytes"
    assert weight >= LIGHTEST, f"{weight} bytes: what was in the browser's own store was not counted"
    if address in PAGES:
        assert reader.context.cookies() == []


def banners() -> str:
    """Both that may stand on every page, at their longest: two incidents, three rules that change."""
    words = "Le nuage répond lentement depuis que son disque a été changé ; vos fichiers sont intacts. " * 2
    incident = {"title": "Documents partagés ralentis", "url": "/incidents/12/", "summary": words, "started_at": None}
    titles = ("Conditions générales d’utilisation", "Données personnelles", "Modération")
    texts = [
        {"title": title, "day": date(2027, month, 15), "reason": words, "url": f"/{place}/1-2/"}
        for month, (place, title) in enumerate(zip(("cgu", "confidentialite", "moderation"), titles, strict=True), 1)
    ]
    with translation.override("fr"):
        notice = render_to_string("components/notice.html", {"ongoing_incidents": [incident] * 2})
        return notice + render_to_string("components/coming_texts.html", {"coming_texts": texts})


def test_the_heaviest_lesson_stays_light_under_both_banners(reader):
    with first_view(reader) as visit:
        reader.goto(HEAVIEST_LESSON, wait_until="networkidle")
    page = reader.request.get(HEAVIEST_LESSON).text()
    under = page.replace('<main id="contenu"', f'{banners()}<main id="contenu"')
    plain, more = (len(variants(one.encode())["br"]) for one in (page, under))
    assert plain < more
    weight = visit.bytes_without_pictures() + more - plain
    assert weight <= HEAVIEST, f"{weight} bytes, of which {more - plain} for the banners"


@pytest.mark.parametrize("address", [*PAGES, *FORM_PAGES])
def test_axe_finds_nothing_and_nothing_overflows(reader, address):
    reader.goto(address)
    for width in (390, 1280):
        reader.set_viewport_size({"width": width, "height": 900})
        assert violations(reader) == [], f"at {width} px"
        overflow = reader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{overflow} px wider than a screen of {width} px"


@pytest.mark.parametrize("address", ["/", LESSON, "/forum/remontees-de-bug/", "/incidents/", "/compte/login/"])
def test_axe_finds_nothing_in_the_dark(reader, address):
    reader.emulate_media(color_scheme="dark")
    reader.goto(address)
    assert violations(reader) == []
    reader.emulate_media(color_scheme="light")


def test_every_component_passes_axe(reader):
    reader.goto("/demo/composants/")
    assert violations(reader) == []


def violations(page) -> list[str]:
    """axe's violations in short: rule and where."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]
