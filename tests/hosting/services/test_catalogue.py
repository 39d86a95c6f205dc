"""The catalogue, as a visitor reads it, as staff keep it, and as it ships."""

import pytest

from hosting.services import states
from hosting.services.content_loader import load
from hosting.services.models import Service
from tests.factories.incidents import make_incident
from tests.factories.log import FamilyFactory, ServiceFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def test_visitor_reads_everything_a_chaton_must_say(client):
    told = {
        "name": "Pads",
        "software": "Etherpad",
        "version": "2.5.0",
        "licence": "Apache-2.0",
        "source_url": "https://github.com/ether/etherpad-lite",
        "location": "Laval",
        "backups": "Chaque nuit",
        "export_formats": "texte, HTML",
        "access_note": "Sans compte, pour tout le monde.",
    }
    page = client.get(ServiceFactory(**told).get_absolute_url()).text
    assert [words for words in told.values() if words not in page] == []


def test_visitor_finds_the_services_by_family_in_their_order(client):
    storage = FamilyFactory(name="Stockage", position=1)
    ServiceFactory(name="Bêta", position=2, family=storage)
    ServiceFactory(name="Alpha", position=1, family=storage)
    ServiceFactory(name="Gamma", position=0, family=FamilyFactory(name="Web", position=2))
    page = client.get("/services/").text
    assert page.index("Alpha") < page.index("Bêta") < page.index("Gamma")


def test_visitor_may_ask_for_those_without_an_account(client):
    ServiceFactory(name="Pads")
    ServiceFactory(name="Nuage", access=Service.Access.ORGANISATION)
    page = client.get("/services/?acces=sans-compte").text
    assert "Pads" in page and "Nuage" not in page


def test_what_left_the_catalogue_is_gone_for_everybody(client):
    hidden = ServiceFactory(is_public=False, name="Ancien service")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "Ancien service" not in client.get("/services/").text


def test_an_empty_catalogue_says_so(client):
    assert "Aucun service ici pour l’instant" in client.get("/services/").text


@pytest.mark.parametrize("slug", ["inconnu", "..", "a" * 500, "%00", "<script>"])
def test_an_unknown_service_is_a_helpful_404(client, slug):
    answer = client.get(f"/services/{slug}/")
    assert answer.status_code == 404
    assert "/recherche/" in answer.text


def test_a_description_can_do_no_harm(client):
    one = ServiceFactory(
        description="**Un texte** <script>alert(1)</script>[x](javascript:alert(1))", summary='"><script>'
    )
    page = client.get(one.get_absolute_url()).text
    assert "<strong>Un texte</strong>" in page
    assert "<script" not in page and 'href="javascript' not in page


def test_a_service_in_trouble_says_so_and_the_others_do_not(client):
    pads, nuage = ServiceFactory(name="Pads"), ServiceFactory(name="Nuage")
    make_incident(pads)
    assert [one.state_now.code for one in states.attach([pads, nuage])] == ["major_outage", "operational"]
    assert "state--bad" in client.get(pads.get_absolute_url()).text
    assert "state--bad" not in client.get(nuage.get_absolute_url()).text


def test_two_answers_on_the_same_service_do_not_repeat_a_provider():
    before = list(states._providers)
    states.register_provider(before[0])
    assert before and states._providers == before


@pytest.mark.parametrize("path", ["/services/", "/services/pads/"])
def test_the_cost_of_a_page_does_not_grow_with_the_catalogue(client, path):
    pads = ServiceFactory(slug="pads")
    make_incident(pads)
    few = queries_of(client, path)
    for _number in range(20):
        service = ServiceFactory()
        make_incident(service)
    assert queries_of(client, path) == few <= 10


def test_a_change_by_staff_is_seen_by_visitors_at_once(client, django_capture_on_commit_callbacks):
    one = ServiceFactory(name="Ancien nom")
    assert "Ancien nom" in client.get("/services/").text
    with django_capture_on_commit_callbacks(execute=True):
        one.name = "Nouveau nom"
        one.save()
    assert "Nouveau nom" in client.get("/services/").text


def test_the_shipped_catalogue_loads_once_and_overwrites_nothing():
    assert load()["services"] == 7
    Service.objects.filter(slug="pads").update(name="Nos pads")
    assert load()["services"] == 0
    assert Service.objects.get(slug="pads").name == "Nos pads"
    assert Service.objects.get(slug="fichiers-et-agendas").connector == "nextcloud"
