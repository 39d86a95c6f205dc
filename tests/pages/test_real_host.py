"""A host just set up (`load_content` without --demo), walked as a visitor: empty, helpful, nothing invented."""

import re
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.people.models import User
from portal.core.dashboard import waiting_for
from portal.transparency.actions import publish_version
from portal.transparency.models import TextVersion
from tests.queries import forget_pages

# Asks for the database before tests that empty it; each test is a savepoint inside the loaded content.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("real-host")]

OPEN = [
    *("/", "/services/", "/mooc/", "/fiches/", "/agenda/", "/nouvelles/", "/forum/", "/incidents/", "/glossaire/"),
    *("/contact/", "/aide/", "/transparence/", "/transparence/requetes/", "/nos-engagements/", "/preferences/"),
    *("/recherche/?q=chiffrer", "/incidents/atom.xml", "/nouvelles/atom.xml", "/agenda/atom.xml", "/agenda/agenda.ics"),
    *("/sitemap.xml", "/robots.txt", "/compte/login/", "/compte/signup/"),
]
NOT_WRITTEN = [
    *("/cgu/", "/mentions-legales/", "/confidentialite/", "/accessibilite/", "/moderation/", "/ecoconception/"),
    *("/modele-economique/", "/transparence/infrastructure/"),
]
INVENTED = re.compile(
    r"framaligue|ligue de l|\blaval\b(?! qu)|\b0[1-9][ \xa0]\d\d[ \xa0]\d\d|aucune demande reçue", re.I
)


@pytest.fixture(scope="module")
def host(django_db_setup, django_db_blocker):
    """The shipped content alone, rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", stdout=StringIO())
        cache.clear()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def answers(host) -> dict[str, object]:
    """Every page that a visitor is led to, by address."""
    visitor = Client()
    sitemap = re.findall(r"<loc>http://testserver([^<]+)</loc>", visitor.get("/sitemap.xml").text)
    return {path: visitor.get(path) for path in sorted({*OPEN, *sitemap})}


def test_every_page_opens(answers):
    assert len(answers) > 40
    assert {path: one.status_code for path, one in answers.items() if one.status_code != 200} == {}


def test_no_page_tells_anything_invented(answers):
    for path, answer in answers.items():
        assert not INVENTED.findall(answer.text), path


def test_no_link_of_a_page_leads_nowhere(answers):
    """Links of pages that stand on every page or make the first steps; lessons are many and walked elsewhere."""
    visitor = Client()
    linked = {
        link.partition("#")[0]
        for path in OPEN
        if "html" in answers[path]["Content-Type"]
        for link in re.findall(r'<a [^>]*href="(/[^"]*)"', answers[path].text)
    }
    lost = {link for link in linked - {""} if visitor.get(link.replace("&amp;", "&")).status_code >= 400}
    assert lost == set()


@pytest.mark.parametrize("address", NOT_WRITTEN)
def test_what_the_team_has_still_to_write_says_so(host, client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "en cours d’écriture" in response.text
    assert 'href="/contact/"' in response.text
    assert client.get(f"{address}1/").status_code == client.get(f"{address}versions/").status_code == 404


def test_the_catalogue_and_the_log_are_empty_and_say_so(answers):
    assert "Aucun service ici pour l’instant" in answers["/services/"].text
    assert "L’équipe les rédige" in answers["/transparence/"].text


def test_a_text_is_shown_once_staff_have_published_it(host, client):
    assert "/cgu/" not in client.get("/").text
    draft = TextVersion.objects.get(document__slug="cgu")
    publish_version(version=draft)
    forget_pages()  # which waits for the commit otherwise
    assert client.get("/cgu/").status_code == 200
    assert 'href="/cgu/"' in client.get("/").text
    assert "http://testserver/cgu/" in client.get("/sitemap.xml").text


def test_staff_are_told_what_is_to_be_published(host, rf):
    request = rf.get("/cms/")
    request.user = User.objects.create_superuser(email="staff@example.org", password="x", public_name="Équipe")
    assert "8 textes sont à relire et à publier" in [one.label for one in waiting_for(request)]
    request.user = User.objects.create_user(email="someone@example.org", password="x", public_name="Quelqu’un")
    assert waiting_for(request) == []


def test_nobody_is_invented(host):
    assert not User.objects.exists()


def test_the_demonstration_can_be_loaded_afterwards(host, client):
    call_command("load_content", demo=True, stdout=StringIO())
    cache.clear()
    assert "FramaLigue" in client.get("/").text
    assert client.get("/cgu/").status_code == 200
