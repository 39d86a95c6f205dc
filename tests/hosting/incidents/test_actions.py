"""Opening, telling, resolving: the writes of the log."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hosting.incidents import actions
from hosting.incidents.models import Incident, Kind, ServiceState, UpdateState
from hosting.incidents.signals import incident_resolved
from tests.factories.log import IncidentFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pads():
    return ServiceFactory()


@pytest.fixture
def incident(pads):
    return actions.open_incident(title="Pads lents", services={pads: ServiceState.SLOW}, text="Nous regardons.")


def test_numbers_follow_each_other(pads):
    first, second = (actions.open_incident(title="x", services={pads: "slow"}) for _ in range(2))
    assert (first.number, second.number) == (1, 2)


def test_a_number_taken_meanwhile_is_not_given_twice(pads, monkeypatch):
    IncidentFactory(number=1)
    lasts = iter([{"last": 0}, {"last": 1}])
    monkeypatch.setattr(Incident.objects, "aggregate", lambda **_: next(lasts), raising=False)
    assert actions.open_incident(title="x", services={pads: "slow"}).number == 2


def test_a_service_in_order_again_is_restored_before_the_end(incident, pads):
    actions.add_update(
        incident=incident, state=UpdateState.MONITORING, text="Mieux.", services={pads: ServiceState.OPERATIONAL}
    )
    touched = incident.touched.get()
    assert touched.restored_at is not None
    assert touched.state == ServiceState.SLOW


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


def test_nothing_more_is_said_of_an_incident_that_is_over(incident):
    actions.resolve_incident(incident=incident, text="Réparé.")
    with pytest.raises(actions.AlreadyOver):
        actions.add_update(incident=incident, state=UpdateState.MONITORING, text="Encore.")
    with pytest.raises(actions.AlreadyOver):
        actions.resolve_incident(incident=incident, text="Encore réparé.")
    assert incident.updates.count() == 2


def test_maintenance_needs_an_end(pads):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.open_incident(title="x", services={pads: "slow"}, kind=Kind.MAINTENANCE)


def test_an_incident_does_not_end_before_it_starts():
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentFactory(starts_at=now, ends_at=now - timedelta(minutes=1))


def test_what_was_said_stays_said(incident):
    update = incident.updates.get()
    update.text = "Nous n’avons rien dit."
    with pytest.raises(IntegrityError), transaction.atomic():
        update.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        update.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM incidents_incidentupdate")
    update.refresh_from_db()
    assert update.text == "Nous regardons."
