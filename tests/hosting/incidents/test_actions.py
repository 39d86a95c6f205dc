"""Opening, telling, resolving: the writes of the log."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hosting.incidents import actions
from hosting.incidents.models import Incident, IncidentUpdate, Kind, ServiceState, StateChange, UpdateState
from hosting.incidents.signals import incident_resolved
from hosting.services.models import Service
from hosting.services.states import attach
from tests.factories.incidents import make_incident
from tests.factories.log import IncidentFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(pads):
    return make_incident(pads)


def say(incident, service, state, **fields):
    fields = {"state": UpdateState.MONITORING, "text": "Voilà.", **fields}
    return actions.add_update(incident=incident, services={service: state}, **fields)


def test_numbers_follow_each_other_and_are_the_address(pads):
    assert [make_incident(pads).number, make_incident(pads).number] == [1, 2]
    assert Incident.objects.get(number=2).get_absolute_url() == "/incidents/2/"


def test_two_incidents_opened_at_the_same_moment_get_two_numbers(incident, pads, monkeypatch):
    lasts = iter([{"last": 0}, {"last": 1}])
    monkeypatch.setattr(Incident.objects, "aggregate", lambda *_, **__: next(lasts), raising=False)
    assert make_incident(pads).number == 2


def test_a_message_changes_the_state_from_then_on_and_what_it_leaves_alone_stays(incident, pads):
    say(incident, pads, ServiceState.MAJOR_OUTAGE)
    assert not StateChange.objects.exists(), "it was so already"
    slower = say(incident, pads, ServiceState.SLOW)
    touched = incident.touched.get()
    assert (touched.state, touched.state_now(), touched.worst_state()) == ("major_outage", "slow", "major_outage")
    say(incident, pads, ServiceState.OPERATIONAL)
    restored = incident.touched.get()
    assert restored.restored_at and (restored.state_now(), restored.last_state()) == ("operational", "slow")
    say(incident, pads, ServiceState.PARTIAL_OUTAGE)
    again = incident.touched.get()
    assert again.restored_at is None and again.state_now() == "partial_outage"
    with pytest.raises(IntegrityError), transaction.atomic():
        slower.changes.update(state="operational")


def test_a_service_that_it_reaches_later_was_operational_until_then(incident, pads):
    nuage = ServiceFactory(name="Nuage")
    say(incident, nuage, ServiceState.SLOW)
    assert [one.state_now.code for one in attach(Service.objects.order_by("pk"))] == ["major_outage", "slow"]
    say(incident, pads, ServiceState.OPERATIONAL)
    assert [one.state_now.code for one in attach(Service.objects.order_by("pk"))] == ["operational", "slow"]
    assert incident.touched.get(service=nuage).state == ServiceState.OPERATIONAL


def test_resolving_tells_the_other_apps_once_after_commit(incident, django_capture_on_commit_callbacks):
    heard = []

    def hear(incident, **_):
        heard.append(incident.number)

    incident_resolved.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        actions.resolve_incident(incident=incident, text="Réparé.")
        assert heard == []
    incident_resolved.disconnect(hear)
    assert heard == [incident.number]


def test_nothing_more_is_said_of_an_incident_that_is_over_and_one_action_alone_ends_it(incident):
    with pytest.raises(ValueError, match="resolve_incident"):
        actions.add_update(incident=incident, state=UpdateState.RESOLVED, text="Fini.")
    actions.resolve_incident(incident=incident, text="Réparé.")
    with pytest.raises(actions.AlreadyOver):
        actions.add_update(incident=incident, state=UpdateState.MONITORING, text="Encore.")
    with pytest.raises(actions.AlreadyOver):
        actions.resolve_incident(incident=incident, text="Encore réparé.")
    assert incident.updates.count() == 2


def test_the_database_refuses_what_cannot_be(pads):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.open_incident(title="x", services={pads: "slow"}, kind=Kind.MAINTENANCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentFactory(starts_at=now, ends_at=now - timedelta(minutes=1))


def test_what_was_said_stays_said(incident):
    update = incident.updates.get()
    update.text = "Nous n’avons rien dit."

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM incidents_incidentupdate")

    for write in (update.save, update.delete, by_hand, lambda: IncidentUpdate.objects.update(text="Autre chose")):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    update.refresh_from_db()
    assert update.text == "Nous regardons."
