"""A lesson with sound, a video and a PeerTube video: played by keyboard, moved about in, asked before another host is
contacted. Both widths, axe, with scripts and without."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.courses import recorded

from .test_signed_in_pages import check

LESSON = "/mooc/cours-de-jardin/semer/lire-le-ciel/"
HOST = "peertube.example"
TAKE_AWAY = """
from courses.models import CoursePage
from portal.media.models import SiteDocument, SiteImage
CoursePage.objects.get(slug="cours-de-jardin").delete()
for model in (SiteDocument, SiteImage):
    model.objects.filter(origin__startswith="courses/cours-de-jardin/").delete()
"""
ROOT = Path(__file__).resolve().parents[2]
PAGE_OF_THE_INSTANCE = "<!DOCTYPE html><html lang=fr><title>Vidéo</title><h1>Lecteur du jardin</h1></html>"
BLOCKS = """
::: video semis.webm
title: Un semis pas à pas
duration: 0:06
captions: fr semis.fr.vtt
poster: affiche.svg
---
La main pose **une graine**.
:::

::: audio pluie.ogg
title: La pluie
duration: 0:04
---
Il pleut.
:::

::: peertube https://peertube.example/w/aBcDeFgHiJkLmNoPqRsTuV
title: Le jardin ailleurs
---
On visite un jardin.
:::
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><title>Un semis</title>
<path fill="#1d5a44" d="M0 0h640v360H0z"/><circle cx="320" cy="180" r="90" fill="#f9cc01"/></svg>"""


@pytest.fixture(scope="module")
def lesson(portal, tmp_path_factory) -> Iterator[str]:
    """The course of the tests with recordings, brought in as an operator would, and taken away for the other tests."""
    folder = tmp_path_factory.mktemp("media") / "cours-de-jardin"
    shutil.copytree(ROOT / "tests/courses/fixtures/cours-de-jardin", folder)
    place = folder / "semer/lire-le-ciel"
    (place / "lesson.md").write_text((place / "lesson.md").read_text() + BLOCKS)
    (place / "semis.webm").write_bytes(recorded.webm(6))
    (place / "pluie.ogg").write_bytes(recorded.ogg(200))
    (place / "semis.fr.vtt").write_bytes(recorded.VTT)
    (place / "affiche.svg").write_text(SVG)
    portal.manage("import_course", str(folder))
    yield LESSON
    portal.manage("shell", "-c", TAKE_AWAY)


def until(place, true: str) -> None:
    """Wait until this is true of `one`; wait_for_function would need the eval that our policy forbids."""
    look = f"const look = () => {true} ? done() : setTimeout(look, 50); look()"
    place.evaluate(f"one => new Promise(done => {{ {look} }})")


def test_recordings_play_and_are_moved_about_in_by_keyboard(open_browser, lesson):
    page = open_browser(width=390)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lesson)
    check(page, "a lesson with recordings")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/documents/" in url or HOST in url]
    for tag in ("video", "audio"):
        place = page.locator(tag)
        place.focus()
        page.keyboard.press("Space")
        until(place, "one.currentTime > 0.1")
        place.evaluate("one => one.pause()")
        # served in parts: a place that was not loaded yet is reached
        place.evaluate("one => { one.currentTime = 2.5 }")
        until(place, "!one.seeking")
        assert place.evaluate("one => Math.abs(one.currentTime - 2.5) < 0.3 && !one.error")
    page.locator("video").evaluate("one => { one.textTracks[0].mode = 'showing' }")
    until(page.locator("video"), "one.textTracks[0].cues?.length === 2")
    summary = page.locator("summary", has_text="La vidéo en mots").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("La main pose")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le son").click()
    assert download.value.path().read_bytes() == recorded.ogg(200)


@pytest.mark.parametrize("javascript", [True, False])
def test_another_host_is_contacted_after_a_yes_and_not_before(open_browser, lesson, javascript):
    page = open_browser(width=390, javascript=javascript)
    asked, refused = [], []
    page.on("request", lambda request: asked.append(request) if HOST in request.url else None)
    page.context.route(
        f"https://{HOST}/**", lambda route: route.fulfill(body=PAGE_OF_THE_INSTANCE, content_type="text/html")
    )
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.goto(lesson)
    button = page.get_by_role("button", name=f"Contacter {HOST} et regarder ici")
    expect(page.get_by_text(f"votre navigateur contactera {HOST}")).to_be_visible()
    assert asked == []
    button.focus()
    page.keyboard.press("Enter")
    frame = page.frame_locator("iframe[title='Le jardin ailleurs']")
    expect(frame.get_by_role("heading", name="Lecteur du jardin")).to_be_visible()
    assert [one.url for one in asked] == [f"https://{HOST}/videos/embed/aBcDeFgHiJkLmNoPqRsTuV?p2p=0"]
    assert "referer" not in asked[0].all_headers()
    assert (refused, page.context.cookies()) == ([], [])
    expect(page.get_by_text("On visite un jardin.")).to_be_visible()
    if javascript:
        check(page, "a video of another host")
    address = page.url
    expect(page.get_by_role("link", name="Revenir à la leçon")).to_have_attribute("href", lesson)
    # Typed, not agreed to; in another browser, since Playwright's routing holds back what a service worker answers.
    other = open_browser(width=390, javascript=javascript)
    other.on("request", lambda request: asked.append(request) if HOST in request.url else None)
    for place in (lesson, address):
        other.goto(place)
        expect(other.get_by_role("button", name=f"Contacter {HOST}")).to_be_visible()
    if javascript:
        check(other, "the question before a video of another host")
    assert len(asked) == 1
