"""Who may write the log, and the way of an incident through /cms/ until visitors see it and see it end."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hosting.incidents.models import Incident, ServiceState, UpdateState
from tests.factories.incidents import make_incident
from tests.factories.log import ServiceFactory
from tests.factories.organisations import ReferentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ADD = "/cms/snippets/incidents/incident/add/"


def client_of(person) -> Client:
    client = Client()
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def someone(role: str):
    return {
        "visitor": lambda: None,
        "member": UserFactory,
        "referent": lambda: ReferentFactory().person,
        "moderator": lambda: UserFactory(moderator=True),
        "author": lambda: UserFactory(author=True),
    }[role]()


@pytest.mark.parametrize("role", ["visitor", "member", "referent", "moderator", "author"])
def test_nobody_but_staff_opens_or_tells(role):
    incident, client = make_incident(ServiceFactory()), client_of(someone(role))
    for path in (ADD, reverse("incident_tell", args=[incident.pk])):
        assert client.post(path, {"state": "resolved", "text": "Fini."}).status_code in {302, 403}
    assert Incident.objects.count() == 1
    assert incident.updates.count() == 1


@pytest.fixture
def staff(db):
    return client_of(UserFactory(staff=True))


def opening(service, **changes):
    now = timezone.localtime()
    return {
        "title": "Les pads ne s’ouvrent plus",
        "kind": "incident",
        "severity": "major",
        "starts_at": now.strftime("%Y-%m-%d %H:%M"),
        "summary": "Les textes sont saufs.",
        "state": UpdateState.INVESTIGATING,
        "text": "Nous regardons.",
        "is_published": "on",
        f"service_{service.pk}": ServiceState.MAJOR_OUTAGE,
        **changes,
    }


def test_staff_open_tell_and_resolve_and_visitors_follow_on_pages_cached_before(
    client, staff, django_capture_on_commit_callbacks
):
    service = ServiceFactory(name="Pads")

    def seen():
        return "Les pads ne s’ouvrent plus" in client.get("/services/").content.decode()

    assert not seen()
    with django_capture_on_commit_callbacks(execute=True):
        opened = staff.post(ADD, opening(service))
    incident = Incident.objects.get()
    tell = reverse("incident_tell", args=[incident.pk])
    assert opened["Location"] == tell
    assert seen()
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(tell, {"state": UpdateState.IDENTIFIED, "text": "Le disque est plein."})
    assert "Le disque est plein." in client.get("/incidents/1/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(tell, {"state": UpdateState.RESOLVED, "text": "Le disque est vidé."})
    incident.refresh_from_db()
    assert incident.ends_at
    assert not seen()
    assert client.get("/incidents/1/").content.decode().count("Le disque est") == 2


def test_a_message_after_the_end_is_not_published_and_what_was_typed_is_kept(staff):
    incident = make_incident(ServiceFactory())
    tell = reverse("incident_tell", args=[incident.pk])
    staff.post(tell, {"state": UpdateState.RESOLVED, "text": "Fini."})
    late = staff.post(tell, {"state": UpdateState.MONITORING, "text": "Encore un mot"})
    assert late.status_code == 200
    assert "Encore un mot" in late.content.decode()
    assert incident.updates.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"text": ""},
        {"kind": "maintenance"},
        {"ends_at": "2001-01-01 10:00"},
        {"starts_at": "hier"},
        {"state": "resolved"},
        {"severity": "énorme"},
    ],
    ids=str,
)
def test_a_form_that_does_not_hold_is_told_and_what_was_typed_is_kept(staff, changes):
    answer = staff.post(ADD, opening(ServiceFactory(), **{"summary": "Une phrase gardée.", **changes}))
    assert answer.status_code == 200
    assert "Une phrase gardée." in answer.content.decode()
    assert not Incident.objects.exists()


def test_without_a_service_nothing_is_opened(staff):
    service = ServiceFactory()
    assert staff.post(ADD, opening(service, **{f"service_{service.pk}": ""})).status_code == 200
    assert not Incident.objects.exists()


def test_an_entry_cannot_be_deleted_its_number_stays(staff):
    incident = make_incident(ServiceFactory())
    answer = staff.post(f"/cms/snippets/incidents/incident/delete/{incident.pk}/")
    assert answer.status_code in {302, 403, 404}
    assert Incident.objects.filter(pk=incident.pk).exists()
