"""The demo as `make run` loads it, walked as a visitor: no cookie, no address of a member, nothing twice."""

import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

# Besides what the sitemap names.
MORE = [
    "/contact/", "/preferences/", "/recherche/", "/recherche/?q=chiffrer", "/incidents/atom.xml", "/nouvelles/atom.xml",
    "/incidents/suivre/", "/incidents/etat.json", "/incidents/maintenances.ics", "/incidents/services/pads/",
    "/agenda/atom.xml", "/agenda/agenda.ics", "/robots.txt", "/sitemap.xml", "/une-adresse-inconnue/",
]  # fmt: skip


@pytest.fixture(scope="module")
def answers(demo) -> dict[str, object]:
    """Every public page as a visitor gets it, by address."""
    visitor = Client()
    sitemap = visitor.get("/sitemap.xml").content.decode()
    paths = re.findall(r"<loc>http://testserver([^<]+)</loc>", sitemap)
    boards = set(re.findall(r'href="(/forum/[a-z0-9-]+/)"', visitor.get("/forum/").content.decode()))
    topics = {
        topic
        for board in boards
        for topic in re.findall(r'href="(/forum/[a-z0-9-]+/\d+-[a-z0-9-]+/)', visitor.get(board).content.decode())
    }
    every = {*paths, *MORE, *boards, *topics}
    return {path: visitor.get(path) for path in sorted(every)}


def test_every_address_of_the_sitemap_opens(answers):
    assert len(answers) > 40
    assert {path for path, answer in answers.items() if answer.status_code != 200} == {"/une-adresse-inconnue/"}


def test_no_public_page_gives_a_cookie_or_varies_by_one(answers):
    for path, answer in answers.items():
        assert not answer.cookies, path
        assert "cookie" not in answer.get("Vary", "").lower(), path
        assert "csrfmiddlewaretoken" not in answer.content.decode(), path


def test_no_public_page_shows_the_address_of_a_member(answers):
    addresses = list(get_user_model().objects.values_list("email", flat=True))
    assert len(addresses) >= 7
    for path, answer in answers.items():
        page = answer.content.decode().lower()
        shown = [address for address in addresses if address in page]
        assert not shown, f"{path} shows {shown}"


def test_no_public_page_asks_another_host_for_anything(answers):
    asked = re.compile(
        r"""<(?:script|img|link|iframe|source|video|audio)\b[^>]*\s(?:src|href)=["'](?:https?:)?//([^"'/]+)"""
    )
    for path, answer in answers.items():
        if "html" in answer["Content-Type"]:
            assert set(asked.findall(answer.content.decode())) <= {"testserver"}, path


class Elements(HTMLParser):
    """How many elements a page has. Its templates write every element that a browser would add."""

    def __init__(self, page: str):
        super().__init__()
        self.count = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.count += 1


def test_every_shipped_lesson_is_light_for_visitors_and_members(answers):
    member = Client()
    member.force_login(get_user_model().objects.get(email="citizen@demo.example.org"))
    lessons = [path for path in answers if re.fullmatch(r"/mooc/[^/]+/[^/]+/[^/]+/", path)]
    assert len(lessons) >= 17
    for path in lessons:
        for who, answer in {"visitor": answers[path], "member": member.get(path)}.items():
            elements = Elements(answer.content.decode()).count
            assert 200 < elements <= 350, f"{path} has {elements} elements for a {who}"


def test_loading_again_adds_nothing(demo):
    before = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    said = StringIO()
    call_command("load_content", demo=True, stdout=said)
    after = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    assert after == before
    assert {line.partition(": ")[2] for line in said.getvalue().splitlines()} == {"nothing new"}
