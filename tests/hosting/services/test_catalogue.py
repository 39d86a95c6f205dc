"""The catalogue and the page of a service."""

import pytest

from hosting.services.content_loader import load
from hosting.services.models import Service
from tests.factories.log import IncidentFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def test_visitor_reads_everything_a_chaton_must_say(client):
    ServiceFactory(
        slug="pads",
        software="Etherpad",
        version="2.5.0",
        licence="Apache-2.0",
        source_url="https://github.com/ether/etherpad-lite",
        location="Laval",
        backups="Chaque nuit",
        export_formats="texte, HTML",
        access_note="Sans compte, pour tout le monde.",
    )
    page = client.get("/services/pads/").text
    for said in ("2.5.0", "Apache-2.0", "github.com/ether", "Laval", "Chaque nuit", "texte, HTML", "Sans compte, pour"):
        assert said in page


def test_state_comes_from_open_incidents(client):
    service = ServiceFactory(slug="pads")
    IncidentFactory(ongoing=True, service=service, service__state="slow")
    assert "Ralenti" in client.get("/services/pads/").text


def test_visitor_finds_what_needs_no_account(client):
    ServiceFactory(name="Pads ouverts", access="none")
    ServiceFactory(name="Nuage fermé", access="organisation")
    page = client.get("/services/?acces=sans-compte").text
    assert "Pads ouverts" in page
    assert "Nuage fermé" not in page


def test_a_service_taken_out_of_the_catalogue_is_gone(client):
    ServiceFactory(slug="vieux", is_public=False)
    assert client.get("/services/vieux/").status_code == 404


def test_an_empty_catalogue_says_so(client):
    assert "Aucun service ici pour l’instant" in client.get("/services/").text


def test_description_is_made_safe(client):
    ServiceFactory(slug="x", description="<script>alert(1)</script> [a](javascript:alert(1))")
    page = client.get("/services/x/").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_queries_do_not_grow_with_the_catalogue(client, settings, django_assert_max_num_queries):
    settings.VISITOR_PAGE_CACHE = False
    client.get("/services/")  # the first request makes the row of the host
    counts = []
    for size in (2, 15):
        ServiceFactory.create_batch(size)
        with django_assert_max_num_queries(10) as counted:
            client.get("/services/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_shipped_catalogue_loads_once_and_overwrites_nothing():
    assert load()["services"] == 7
    Service.objects.filter(slug="pads").update(name="Nos pads")
    assert load()["services"] == 0
    assert Service.objects.get(slug="pads").name == "Nos pads"
    assert Service.objects.get(slug="fichiers-et-agendas").connector == "nextcloud"
