"""Staff open, tell and resolve in /cms/; nobody else does."""

import pytest
from django.utils import timezone

from hosting.incidents.models import Incident, ServiceState, UpdateState
from tests.factories.log import IncidentFactory, ServiceFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
OPEN = "/cms/snippets/incidents/incident/add/"


def answers(service, **changes):
    return {
        "title": "Les pads ne s’ouvrent plus",
        "kind": "incident",
        "severity": "minor",
        "starts_at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "state": "investigating",
        "text": "Nous regardons.",
        "is_published": "on",
        f"service_{service.pk}": "major_outage",
        **changes,
    }


@pytest.fixture
def pads():
    return ServiceFactory(name="Pads")


@pytest.fixture
def staff_client(client):
    client.force_login(UserFactory(staff=True))
    return client


def test_visitor_is_led_to_sign_in(client, pads):
    assert client.post(OPEN, answers(pads)).status_code == 302
    assert not Incident.objects.exists()


@pytest.mark.parametrize("role", [{}, {"moderator": True}, {"author": True}])
def test_others_cannot_open_an_incident(client, pads, role):
    client.force_login(UserFactory(**role))
    client.post(OPEN, answers(pads))
    assert not Incident.objects.exists()


def test_staff_open_an_incident_that_everybody_reads(staff_client, pads):
    response = staff_client.post(OPEN, answers(pads))
    incident = Incident.objects.get()
    assert response.url == f"/cms/incidents/{incident.pk}/dire/"
    assert incident.touched.get().state == ServiceState.MAJOR_OUTAGE
    assert "Nous regardons." in staff_client.get(incident.get_absolute_url()).text


def test_form_keeps_what_was_typed_and_says_what_is_missing(staff_client, pads):
    page = staff_client.post(OPEN, answers(pads, **{f"service_{pads.pk}": ""})).text
    assert "Choisissez au moins un service." in page
    assert "Les pads ne s’ouvrent plus" in page
    page = staff_client.post(OPEN, answers(pads, kind="maintenance")).text
    assert "Dites quand la maintenance se termine" in page
    assert not Incident.objects.exists()


def test_staff_tell_and_resolve(staff_client, pads):
    incident = IncidentFactory(ongoing=True, service=pads)
    tell = f"/cms/incidents/{incident.pk}/dire/"
    assert staff_client.get(tell).status_code == 200
    staff_client.post(tell, {"state": "identified", "text": "Le disque est plein."})
    staff_client.post(tell, {"state": "resolved", "text": "Réparé."})
    incident.refresh_from_db()
    assert incident.ends_at is not None
    assert [one.state for one in incident.updates.all()] == [UpdateState.IDENTIFIED, UpdateState.RESOLVED]
    again = staff_client.post(tell, {"state": "monitoring", "text": "Trop tard."})
    assert "Votre message n’a pas été publié" in again.text
    assert incident.updates.count() == 2


def test_staff_correct_an_entry(staff_client, pads):
    incident = IncidentFactory(service=pads)
    page = staff_client.get(f"/cms/snippets/incidents/incident/edit/{incident.pk}/")
    assert page.status_code == 200
    assert staff_client.get("/cms/snippets/incidents/incident/").status_code == 200


def test_what_is_open_stands_on_the_first_page_of_the_administration(staff_client, pads):
    incident = IncidentFactory(ongoing=True, title="Visio hachée", service=pads)
    assert f"/cms/incidents/{incident.pk}/dire/" in staff_client.get("/cms/").text
