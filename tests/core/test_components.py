"""Every component, in every state of the gallery: nothing undefined, nothing inline, ids that hold together."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string

from portal.core.component_gallery import sections

PARTIALS = Path(settings.BASE_DIR) / "templates" / "components"
EXAMPLES = [
    pytest.param(example, id=f"{section['slug']}: {example['name']}")
    for section in sections()
    for example in section["examples"]
]
# What stands on every page, and what the blocks of the editor fill: seen by the tests of pages.
NOT_IN_GALLERY = {"masthead", "colophon", "messages"}


class Undefined(str):
    """What a template gets for a variable that nobody gave: an error that names it."""

    def __contains__(self, _):
        return True

    def __mod__(self, name):
        raise AssertionError(f"undefined template variable: {name}")


@pytest.fixture
def rendered(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))
    return lambda example: render_to_string(example["template"], example["context"])


class Attributes(HTMLParser):
    """Collects (tag, attributes) of all that is opened."""

    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def values(self, name):
        return [attrs[name] for _, attrs in self.seen if attrs.get(name)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_draws_with_what_its_comment_says_it_takes_and_holds_together(rendered, example):
    html = rendered(example)
    assert html.strip()
    page = Attributes(html)
    has_no_inline_style_or_script(page)
    has_ids_of_its_own_that_lead_somewhere(page)
    has_pictures_with_a_size_and_a_text(page)


def has_no_inline_style_or_script(page):
    for tag, attrs in page.seen:
        assert tag not in {"script", "style"}
        assert not [name for name in attrs if name == "style" or name.startswith("on")]


def has_ids_of_its_own_that_lead_somewhere(page):
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    wanted = page.values("for") + " ".join(page.values("aria-describedby") + page.values("aria-labelledby")).split()
    assert set(wanted) <= set(ids)


def has_pictures_with_a_size_and_a_text(page):
    for tag, attrs in page.seen:
        if tag == "img":
            assert "alt" in attrs and attrs.get("width") and attrs.get("height")
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or attrs.get("aria-label")


def test_a_partial_begins_by_saying_what_it_takes():
    for path in PARTIALS.rglob("*.html"):
        first = path.read_text().split("{% endcomment %}")[0]
        assert first.startswith("{% comment %}\n") and "Takes" in first, path.name


def test_the_gallery_shows_every_component():
    templates = [example.values[0]["template"] for example in EXAMPLES]
    shown = {one.removeprefix("components/").removesuffix(".html") for one in templates}
    frontier = set(shown)
    while frontier:
        texts = [(PARTIALS / f"{name}.html").read_text() for name in frontier]
        included = {name for text in texts for name in re.findall(r'include "components/([\w]+)\.html"', text)}
        frontier = included - shown
        shown |= included
    assert {path.stem for path in PARTIALS.glob("*.html")} - shown <= NOT_IN_GALLERY


def test_a_wrong_form_ties_its_errors_to_its_fields(rendered):
    example = next(e.values[0] for e in EXAMPLES if e.values[0]["name"] == "Formulaire à corriger")
    html = rendered(example)
    page = Attributes(html)
    wrong = [attrs for tag, attrs in page.seen if tag == "input" and attrs.get("name") == "space"][0]
    assert wrong["value"] == "50" and wrong["aria-invalid"] == "true"
    assert wrong["aria-describedby"] == "wrong_space_helptext wrong_space_error"
    assert 'href="#wrong_space"' in html


@pytest.mark.parametrize(("done", "total"), [(0, 4), (1, 1), (5, 12), (24, 24)])
def test_a_seed_bed_has_one_plant_a_lesson(rendered, done, total):
    html = rendered({"template": "components/seed_bed.html", "context": {"bed": {"done": done, "total": total}}})
    assert html.count("v-20c") == done
    assert html.count("c0-6 3-10") == total - done
    assert f'viewBox="0 0 {44 * total} 56"' in html


def test_a_gauge_keeps_its_decimals_in_the_language_of_drawings(rendered):
    example = next(e.values[0] for e in EXAMPLES if e.values[0]["name"] == "Jauge, bientôt pleine")
    assert 'width="50.8"' in rendered(example)
