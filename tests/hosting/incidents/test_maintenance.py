"""Maintenances move on by themselves; data lost or exposed are counted down."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from hosting.incidents import actions, tasks
from hosting.incidents.models import BREACH_DELAY, Incident, Phase, UpdateState
from portal.notifications.tasks import sweep_mails
from tests.factories.incidents import make_incident, make_maintenance
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def said(incident) -> list[str]:
    return [one.state for one in incident.updates.all()]


def test_a_maintenance_is_announced_begins_and_ends_by_itself_each_said_once(client, pads, time_machine):
    maintenance = make_maintenance(pads, begins=timedelta(days=2), lasts=timedelta(hours=1))
    assert "Prévue du" in maintenance.updates.get().text
    assert tasks.move_maintenances_on() == 0
    time_machine.move_to(maintenance.starts_at + timedelta(minutes=2))
    assert (tasks.move_maintenances_on(), tasks.move_maintenances_on()) == (1, 0)
    time_machine.move_to(maintenance.ends_at + timedelta(minutes=2))
    assert (tasks.move_maintenances_on(), tasks.move_maintenances_on()) == (1, 0)
    assert said(maintenance) == [UpdateState.PLANNED, UpdateState.IN_PROGRESS, UpdateState.DONE]
    assert maintenance.updates.last().at == maintenance.ends_at
    with pytest.raises(actions.AlreadyOver):
        actions.resolve_incident(incident=maintenance, text="Fini.")


def test_what_a_stopped_worker_missed_is_made_up_for(pads, time_machine):
    maintenance = make_maintenance(pads, begins=timedelta(hours=1), lasts=timedelta(hours=1))
    old = make_maintenance(pads, begins=-timedelta(days=400), title="Il y a longtemps")
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert tasks.move_maintenances_on() == 1
    assert said(maintenance) == [UpdateState.PLANNED, UpdateState.DONE]
    assert said(old) == [UpdateState.PLANNED], "what was over when it was written down is no news"


def test_one_that_is_put_off_is_planned_again_and_one_can_end_early(pads):
    maintenance = make_maintenance(pads, begins=-timedelta(minutes=5), lasts=timedelta(hours=1))
    assert maintenance.phase == Phase.IN_PROGRESS
    before = Incident.objects.get(pk=maintenance.pk)
    maintenance.starts_at, maintenance.ends_at = (timezone.now() + timedelta(days=days) for days in (1, 2))
    maintenance.save()
    actions.corrected(incident=maintenance, before=before)
    maintenance.refresh_from_db()
    assert maintenance.phase == Phase.PLANNED
    assert said(maintenance) == [UpdateState.PLANNED] * 2, "the new dates are told"
    early = make_maintenance(pads, begins=-timedelta(minutes=5), lasts=timedelta(hours=1))
    actions.resolve_incident(incident=early, text="Fini plus tôt.")
    assert said(early)[-1] == UpdateState.DONE and tasks.move_maintenances_on() == 0


def test_a_breach_is_counted_down_and_the_team_is_reminded_once(client, pads, time_machine):
    person = UserFactory(staff=True)
    incident = make_incident(pads, title="Une sauvegarde lue par un tiers", data_lost=True)
    client.force_login(person)
    home = client.get("/cms/").text
    assert f"/cms/incidents/{incident.pk}/donnees/" in home and "71\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}59" in home
    assert tasks.remind_of_breaches() == 0
    time_machine.move_to(incident.breach_known_at + BREACH_DELAY - timedelta(hours=23, minutes=30))
    assert (tasks.remind_of_breaches(), tasks.remind_of_breaches()) == (1, 0)
    sweep_mails()
    [mail] = outbox.outbox
    assert mail.to == [person.email] and "23 h 30" in mail.subject
    page = f"/cms/incidents/{incident.pk}/donnees/"
    client.force_login(person)
    moment = timezone.localtime(incident.breach_known_at).strftime("%Y-%m-%d %H:%M")
    assert "Écrivez pourquoi" in client.post(page, {"known_at": moment, "decision": "told"}).text
    client.post(page, {"known_at": moment, "decision": "told", "note": "Notification du 21."})
    assert page not in client.get("/cms/").text
    assert "Notification du 21." not in client.get(incident.get_absolute_url()).text


def test_a_breach_decided_in_time_reminds_nobody(pads, time_machine):
    UserFactory(staff=True)
    incident = make_incident(pads, data_lost=True)
    actions.decide_breach(incident=incident, decision="not_needed", note="Données chiffrées.")
    time_machine.move_to(timezone.now() + timedelta(days=4))
    assert tasks.remind_of_breaches() == 0
