"""Staff open, tell and resolve in /cms/; nobody else does."""

import pytest
from django.utils import timezone

from hosting.incidents.models import Broadcast, Incident, ServiceState, UpdateState
from hosting.services.models import Component
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


def test_a_part_alone_says_how_the_service_is_and_the_account_is_told_once(staff_client, pads):
    editor, pictures = (Component.objects.create(service=pads, name=name) for name in ("Éditeur", "Images"))
    staff_client.post(OPEN, answers(pads, **{f"service_{pads.pk}": "", f"part_{editor.pk}": "major_outage"}))
    incident = Incident.objects.get()
    assert incident.touched.get().state == ServiceState.PARTIAL_OUTAGE
    tell = f"/cms/incidents/{incident.pk}/dire/"
    staff_client.post(tell, {"state": "monitoring", "text": "Mieux.", f"part_{editor.pk}": "operational"})
    assert incident.parts.get().restored_at
    account = f"/cms/incidents/{incident.pk}/compte-rendu/"
    assert "## Pourquoi" in staff_client.get(account).text
    for words in ("## Pourquoi\n\nUn disque.", "## Pourquoi\n\nUn disque plein."):
        staff_client.post(account, {"text": words})
    assert [one.state for one in incident.updates.all()] == ["investigating", "monitoring", "account"]
    assert "Un disque plein." in staff_client.get(incident.get_absolute_url()).text


def test_an_entry_that_is_corrected_into_public_is_told_and_one_with_lost_data_counts_the_hours(staff_client, pads):
    draft = IncidentFactory(ongoing=True, service=pads, is_published=False)
    edit = f"/cms/snippets/incidents/incident/edit/{draft.pk}/"
    fields = {
        "title": draft.title,
        "severity": "major",
        "starts_at": timezone.localtime(draft.starts_at).strftime("%Y-%m-%d %H:%M"),
        "is_published": "on",
        "data_lost": "on",
        "touched-TOTAL_FORMS": "0",
        "touched-INITIAL_FORMS": "0",
    }
    assert staff_client.post(edit, fields).status_code == 302
    draft.refresh_from_db()
    assert draft.is_published and draft.breach_known_at
    assert Broadcast.objects.get().incident == draft


def test_what_is_open_stands_on_the_first_page_of_the_administration(staff_client, pads):
    incident = IncidentFactory(ongoing=True, title="Visio hachée", service=pads)
    assert f"/cms/incidents/{incident.pk}/dire/" in staff_client.get("/cms/").text
