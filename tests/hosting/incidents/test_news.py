"""Whoever follows a service hears of its incidents, when they open and when they end."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from hosting.incidents import actions, tasks
from hosting.incidents.models import Subscriber
from portal.notifications import following, mailing, telling
from portal.notifications.models import Event, Frequency, Notice
from portal.notifications.tasks import sweep_mails, sweep_notices
from tests.factories.incidents import make_incident, make_maintenance
from tests.factories.log import ServiceFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def follower(pads):
    person = UserFactory()
    following.follow(person=person, subject="service", number=pads.pk, frequency=Frequency.AT_ONCE)
    return person


def told() -> list:
    before = len(outbox.outbox)
    sweep_notices()
    sweep_mails()
    return outbox.outbox[before:]


def client_of(person) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(person)
    return client


def test_a_visitor_sees_no_form_on_a_service_and_a_member_follows_it(client, pads):
    person = UserFactory()
    assert "/compte/notifications/suivre/" not in client.get(pads.get_absolute_url()).content.decode()
    address = f"/compte/notifications/suivre/service/{pads.pk}/"
    member = client_of(person)
    assert address in member.get(pads.get_absolute_url()).content.decode()
    assert member.post(address, {"frequency": "at_once"})["Location"] == pads.get_absolute_url()
    assert person.follows.get().number == pads.pk


def test_opened_and_resolved_are_told_to_followers(pads, follower, django_capture_on_commit_callbacks):
    UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        incident = make_incident(pads)
    [mail] = told()
    assert mail.to == [follower.email]
    assert mail.subject == "Pads : Les pads ne s’ouvrent plus"
    assert "Un incident est ouvert" in mail.body
    assert "> Nous regardons." in mail.body
    assert f"http://127.0.0.1:8000{incident.get_absolute_url()}" in mail.body
    with django_capture_on_commit_callbacks(execute=True):
        actions.resolve_incident(incident=incident, text="Redémarré.")
    Notice.objects.exclude(settled_at=None).update(settled_at=timezone.now() - 2 * mailing.FOLD)
    [mail] = told()
    assert "C’est résolu" in mail.body
    assert "> Redémarré." in mail.body


def test_one_mailbox_that_follows_and_has_subscribed_gets_one_mail_a_step(
    pads, follower, django_capture_on_commit_callbacks
):
    other = UserFactory()
    following.follow(person=other, subject="service", number=pads.pk, frequency=Frequency.AT_ONCE)
    row = Subscriber.objects.create(email=follower.email.lower(), confirmed_at=timezone.now())
    Subscriber.objects.create(email=other.email.lower(), all_services=True)  # never confirmed
    row.services.add(pads)

    def all_told() -> list:
        before = len(outbox.outbox)
        tasks.sweep_broadcasts()
        told()
        return sorted(mail.to[0] for mail in outbox.outbox[before:])

    with django_capture_on_commit_callbacks(execute=True):
        make_incident(pads)
    assert all_told() == sorted([follower.email.lower(), other.email])
    assert Notice.objects.filter(person=follower, read_at=None).count() == 1, "it stands on their page all the same"
    row.services.set([ServiceFactory()])
    with django_capture_on_commit_callbacks(execute=True):
        make_incident(pads, title="Encore")
    assert all_told() == sorted([follower.email, other.email]), "what they subscribed to does not tell it"


def test_reading_the_page_of_an_incident_reads_its_notice(pads, follower, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        incident = make_incident(pads)
    telling.spread(event_id=Event.objects.get().pk)
    client_of(follower).get(incident.get_absolute_url())
    assert Notice.objects.get().read_at
    assert told() == []


def test_a_maintenance_is_announced_and_what_is_not_published_is_not(
    pads, follower, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_incident(pads, is_published=False)
        make_maintenance(pads, begins=timedelta(days=3))
    assert Event.objects.count() == 1
    [mail] = told()
    assert "Une maintenance est annoncée" in mail.body


def test_an_incident_taken_back_is_not_mailed(pads, follower, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        incident = make_incident(pads)
    incident.is_published = False
    incident.save()
    assert told() == []


def test_an_incident_of_another_service_tells_nothing(follower, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_incident(ServiceFactory())
    assert told() == []
