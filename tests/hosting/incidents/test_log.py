"""The public incident log, as a visitor meets it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from hosting.incidents import actions
from hosting.incidents.models import Incident, Kind, ServiceState, UpdateState
from tests.factories.log import IncidentFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pads():
    return ServiceFactory(name="Pads", slug="pads")


def open_one(service, **fields):
    fields = {"title": "Les pads ne s’ouvrent plus", "text": "Nous regardons.", **fields}
    return actions.open_incident(services={service: ServiceState.MAJOR_OUTAGE}, **fields)


def test_headline_says_that_everything_is_in_order(client, pads):
    assert "<h1>Tout est en ordre</h1>" in client.get("/incidents/").text


def test_headline_counts_what_is_down_and_what_is_not(client, pads):
    ServiceFactory(), ServiceFactory()
    open_one(pads)
    assert "<h1>Un service coupé, deux en ordre</h1>" in client.get("/incidents/").text


def test_visitor_reads_an_incident_with_all_that_was_said(client, pads):
    incident = open_one(pads)
    actions.add_update(incident=incident, state=UpdateState.IDENTIFIED, text="Le disque est plein.")
    page = client.get(incident.get_absolute_url()).text
    assert page.index("Le disque est plein.") < page.index("Nous regardons.")


def test_visitor_does_not_see_an_unpublished_incident(client, pads):
    hidden = open_one(pads, is_published=False)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert hidden.title not in client.get("/incidents/").text
    assert hidden.title not in client.get("/incidents/atom.xml").text
    assert "Tout est en ordre" in client.get("/incidents/").text


def test_banner_is_on_every_page_while_it_lasts_and_on_cached_ones(client, pads, django_capture_on_commit_callbacks):
    assert "Les pads ne" not in client.get("/services/").text
    with django_capture_on_commit_callbacks(execute=True):
        incident = open_one(pads)
    assert "Les pads ne" in client.get("/services/").text
    with django_capture_on_commit_callbacks(execute=True):
        actions.resolve_incident(incident=incident, text="C’est réparé.")
    assert "Les pads ne" not in client.get("/services/").text


def test_maintenance_opens_and_closes_by_its_dates(client, pads, time_machine):
    start = timezone.now() + timedelta(days=2)
    open_one(pads, kind=Kind.MAINTENANCE, starts_at=start, ends_at=start + timedelta(hours=1), title="Mise à jour")
    assert "Maintenance programmée" in client.get("/incidents/").text
    assert "En ordre" in client.get("/services/pads/").text
    cache.clear()
    time_machine.move_to(start + timedelta(minutes=5))
    assert "En maintenance" in client.get("/services/pads/").text
    cache.clear()
    time_machine.move_to(start + timedelta(hours=2))
    assert "En ordre" in client.get("/services/pads/").text


def test_purge_at_edges_renews_cached_pages(client, pads, time_machine, django_capture_on_commit_callbacks):
    from hosting.incidents.tasks import purge_at_edges

    start = timezone.now() + timedelta(minutes=5)
    open_one(pads, kind=Kind.MAINTENANCE, starts_at=start, ends_at=start + timedelta(hours=1))
    assert purge_at_edges() is False
    assert "En maintenance" not in client.get("/services/pads/").text
    time_machine.move_to(start + timedelta(seconds=30))
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_at_edges() is True
    assert "En maintenance" in client.get("/services/pads/").text


def test_year_without_incident_is_no_page(client):
    assert client.get("/incidents/annees/1999/").status_code == 404


@pytest.mark.parametrize("path", ["/incidents/", "/incidents/atom.xml", "/services/", "/incidents/annees/2024/"])
def test_queries_do_not_grow_with_ten_years_of_incidents(
    client, pads, settings, django_assert_num_queries, django_assert_max_num_queries, path
):
    settings.VISITOR_PAGE_CACHE = False
    client.get(path)  # the first request makes the row of the host
    counts = []
    for size in (3, 60):
        for number in range(size):
            moment = timezone.now() - timedelta(days=number)
            incident = IncidentFactory(starts_at=moment - timedelta(hours=1), ends_at=moment, service=pads)
            incident.updates.create(state=UpdateState.RESOLVED, text="Réparé.", at=moment)
        IncidentFactory(starts_at="2024-03-01T10:00Z", ends_at="2024-03-01T11:00Z", service=pads)
        IncidentFactory(ongoing=True, service=pads)
        ServiceFactory.create_batch(size // 3)
        with django_assert_max_num_queries(20) as counted:
            assert client.get(path).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_page_stays_light_after_ten_years(client, pads):
    for number in range(120):
        moment = timezone.now() - timedelta(days=30 * number)
        IncidentFactory(starts_at=moment - timedelta(hours=1), ends_at=moment, service=pads)
    page = client.get("/incidents/").text
    assert page.count("<li><h4>") == 12
    assert page.count("/incidents/annees/") >= 9
    assert Incident.objects.count() == 120
