"""Mails about incidents for an address alone: asked for, confirmed, sent once, forgotten."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hosting.incidents import actions, tasks
from hosting.incidents.actions import spreading, subscribing
from hosting.incidents.models import Broadcast, Incident, Subscriber, UpdateState
from portal.notifications.models import Mail
from portal.notifications.tasks import sweep_mails
from tests.factories.incidents import make_incident, make_maintenance
from tests.factories.log import ServiceFactory

pytestmark = pytest.mark.django_db
FORM = "/incidents/suivre/"
HERE = {"Sec-Fetch-Site": "same-origin"}


def subscriber(*services, email="lea@example.org", **fields):
    fields = {"confirmed_at": timezone.now(), "all_services": not services, **fields}
    row = Subscriber.objects.create(email=email, **fields)
    row.services.set(services)
    return row


def mails_of_all_steps() -> list:
    before = len(outbox.outbox)
    tasks.sweep_broadcasts()
    return outbox.outbox[before:]


def test_an_address_is_confirmed_changed_and_forgotten(client, pads):
    other = ServiceFactory(name="Nuage")
    asked = client.post(FORM, {"email": "Lea@Example.org", "services": [pads.pk]}, headers=HERE)
    assert "Un courriel est parti vers cette adresse" in asked.text
    sweep_mails()
    own = re.search(r"http://127.0.0.1:8000(/incidents/abonnement/[^/]+/)\?plus=\d+", outbox.outbox[0].body).group(1)
    row = Subscriber.objects.get(email="lea@example.org")
    make_incident(pads)
    assert mails_of_all_steps() == [], "nobody is written to before they have confirmed"
    assert client.get(f"{own}?plus={other.pk}").text.count("checked") == 2
    assert client.get(own).headers["Referrer-Policy"] == "same-origin"
    client.post(own, {"services": [pads.pk]}, headers=HERE)
    row.refresh_from_db()
    assert row.confirmed_at and list(row.services.all()) == [pads]
    make_incident(other)
    make_incident(pads, title="Encore")
    [told] = mails_of_all_steps()
    assert told.subject == "Pads : Encore (enquête en cours)"
    stop = re.search(r"http://127.0.0.1:8000(/incidents/abonnement/\S+/arreter/)", told.body).group(1)
    assert told.extra_headers["List-Unsubscribe"] == f"<http://127.0.0.1:8000{stop}>"
    assert client.get(stop).status_code == 200 and Subscriber.objects.exists(), "a scanner that reads stops nothing"
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert not Mail.objects.filter(address="lea@example.org").exists()
    assert client.get(own).status_code == client.post(stop).status_code == 404
    assert client.get("/incidents/abonnement/%00/").status_code == 404


def test_no_answer_tells_whether_an_address_is_known(client, pads):
    subscriber(pads)
    known, unknown = (
        client.post(FORM, {"email": email, "all_services": "on"}, headers=HERE).text
        for email in ("lea@example.org", "zoe@example.org")
    )
    assert known == unknown
    row = Subscriber.objects.get(email="lea@example.org")
    assert not row.all_services, "a stranger who types the address changes nothing"
    assert Mail.objects.filter(address="lea@example.org").count() == 1
    for _again in range(5):
        client.post(FORM, {"email": "lea@example.org", "all_services": "on"}, headers=HERE)
    assert Mail.objects.filter(address="lea@example.org").count() == subscribing.MAILS_AN_HOUR
    cache.clear()


def test_the_form_keeps_what_was_typed_and_takes_nothing_from_other_sites(client, pads):
    page = client.post(FORM, {"email": "lea@example.org"}, headers=HERE).text
    assert 'value="lea@example.org"' in page and "Choisissez au moins un service." in page
    page = client.post(FORM, {"email": "lea@example.org", "services": "9" * 25}, headers=HERE).text
    assert 'value="lea@example.org"' in page, "a number that no row can have is a wrong choice, no error of ours"
    assert (
        client.post(FORM, {"email": "a@example.org", "all_services": "on"}, headers={"Origin": "null"}).status_code
        == 403
    )
    assert not Subscriber.objects.exists()


def test_an_address_that_nobody_confirmed_is_forgotten(pads):
    old = timezone.now() - timedelta(hours=49)
    subscriber(pads, confirmed_at=None, asked_at=old)
    kept = subscriber(pads, email="zoe@example.org", asked_at=old)
    assert tasks.forget_subscriptions() == 1
    assert list(Subscriber.objects.all()) == [kept]


def test_each_step_is_told_once_and_a_kill_neither_loses_nor_doubles_it(pads, monkeypatch):
    subscriber(pads)
    incident = make_incident(pads)
    first = Broadcast.objects.get()

    def killed(**_fields):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tasks.notifications, "deliver_all", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.spread(first.pk)
    assert Mail.objects.count() == 1
    assert tasks.spread(first.pk) == 0 and mails_of_all_steps() == []
    sweep_mails()
    assert len(outbox.outbox) == 1
    actions.add_update(incident=incident, state=UpdateState.IDENTIFIED, text="Un disque plein.")
    actions.resolve_incident(incident=incident, text="Réparé.")
    actions.publish_account(incident=incident, text="## Pourquoi\n\nLe disque.")
    actions.publish_account(incident=incident, text="## Pourquoi\n\nLe disque était plein.")
    words = [re.search(r"\((.+)\)$", one.subject).group(1) for one in mails_of_all_steps()]
    assert len(words) == 3 and len(set(words)) == 3
    assert mails_of_all_steps() == []


def test_what_is_not_public_is_told_to_nobody(pads):
    subscriber()
    draft = make_incident(pads, is_published=False)
    incident = make_incident(pads)
    incident.is_published = False
    incident.save()
    assert mails_of_all_steps() == []
    actions.publish_incident(incident=draft)
    actions.publish_incident(incident=draft)
    assert len(mails_of_all_steps()) == 1
    hidden = Incident.objects.get(pk=draft.pk)
    hidden.is_published = False
    actions.corrected(incident=draft, before=hidden)
    assert mails_of_all_steps() == [], "what was told already is not told again"


def test_five_hundred_subscribers_cost_the_editor_nothing_and_the_worker_few_queries(pads):
    def cost(what) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            what()
        return len(queries)

    subscriber(pads)
    few = (
        cost(lambda: make_incident(pads)),
        cost(lambda: spreading.write_mails(broadcast_id=Broadcast.objects.latest("pk").pk)),
    )
    rows = [
        Subscriber(email=f"a{number}@example.org", all_services=True, confirmed_at=timezone.now())
        for number in range(499)
    ]
    Subscriber.objects.bulk_create(rows)
    many = (
        cost(lambda: make_incident(pads)),
        cost(lambda: spreading.write_mails(broadcast_id=Broadcast.objects.latest("pk").pk)),
    )
    assert many[0] == few[0]
    assert Mail.objects.filter(state="waiting").count() == 501
    # one more insertion for every so many rows, where the database bounds what one may hold
    batch = connection.ops.bulk_batch_size(Mail._meta.concrete_fields, [None] * 500) or 500
    assert many[1] - few[1] <= 500 // batch


def test_all_mails_of_a_step_leave_in_one_run_over_one_connection(pads, monkeypatch):
    Subscriber.objects.bulk_create(
        Subscriber(email=f"a{number}@example.org", all_services=True, confirmed_at=timezone.now())
        for number in range(6)
    )
    opened = []
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.open", lambda self: opened.append(self), raising=False
    )
    make_maintenance(pads)
    assert tasks.spread(Broadcast.objects.get().pk) == 6
    assert len(set(opened)) == 1
    assert len({one.to[0] for one in outbox.outbox}) == len({one.body for one in outbox.outbox}) == 6
