"""Automatic checks propose a draft after some failures and tell the team once; they publish nothing."""

import pytest
from django.core import mail as outbox

from hosting.incidents import actions, checks, tasks
from hosting.incidents.models import Incident, ServiceCheck
from portal.notifications.models import Notice
from portal.notifications.tasks import sweep_mails, sweep_notices
from tests.core.test_public_requests import LOOPBACK, server  # noqa: F401
from tests.factories.incidents import make_incident
from tests.factories.log import ServiceFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pads(server, settings):  # noqa: F811
    """A service on a real server, which answers 503 everywhere but at /large."""
    settings.REQUESTS_ALLOWED_NETWORKS = LOOPBACK
    address = f"http://127.0.0.1:{server.server_port}/"
    return ServiceFactory(name="Pads", status_address=address, failures_before_draft=2)


def check(service, times=1):
    for _time in range(times):
        tasks.check_service(service.pk)


def move(service, path):
    service.status_address = service.status_address.rpartition("/")[0] + path
    service.save()


def test_failures_in_a_row_make_one_draft_that_the_team_hears_of_once(client, pads):
    person = UserFactory(staff=True)
    ServiceFactory(status_address="https://nuage.exemple.example/")
    assert checks.services_to_check() == [pads.pk]
    check(pads)
    assert not Incident.objects.exists()
    check(pads, times=3)
    draft = Incident.objects.get()
    assert not draft.is_published and draft.touched.get().service == pads
    assert client.get(draft.get_absolute_url()).status_code == 404
    sweep_notices()
    sweep_mails()
    [mail] = outbox.outbox
    assert mail.to == [person.email] and "Pads" in mail.body and "HTTP 503" in mail.body
    client.force_login(person)
    tell = f"/cms/incidents/{draft.pk}/dire/"
    assert tell in client.get("/cms/").text
    assert client.get("/cms/snippets/incidents/servicecheck/").status_code == 200
    assert "Le service ne répond plus depuis" in client.get(tell).text
    client.post(tell, {"publish": "1", "first_words": "Nous cherchons."})
    assert Incident.objects.published().get().updates.get().text == "Nous cherchons."
    check(pads, times=3)
    assert Incident.objects.count() == 1, "the log says it already"
    assert Notice.objects.filter(kind="incident-draft").count() == 1


def test_a_draft_put_aside_comes_again_only_after_the_service_has_answered(pads):
    check(pads, times=2)
    draft = Incident.objects.get()
    actions.put_aside(incident=draft)
    check(pads, times=3)
    assert Incident.objects.count() == 1
    row = ServiceCheck.objects.get()
    checks.note(service_id=pads.pk, finding=checks.Finding(pads.status_address, row.checked_at))
    assert ServiceCheck.objects.get().failures == 0
    check(pads, times=2)
    assert Incident.objects.count() == 2


def test_an_incident_that_is_open_already_needs_no_draft(pads):
    make_incident(pads)
    check(pads, times=3)
    assert Incident.objects.count() == 1


def test_a_service_that_answers_and_a_private_address_that_is_not_asked(pads, settings):
    move(pads, "/large")
    check(pads)
    row = ServiceCheck.objects.get()
    assert row.failures == 0 and row.answered_at
    settings.REQUESTS_ALLOWED_NETWORKS = []
    check(pads)
    row.refresh_from_db()
    assert row.failures == 1 and "réseau privé" in row.trouble
