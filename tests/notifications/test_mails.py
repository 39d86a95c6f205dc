"""A mail is a row first: each step is told once, in the recipient's language, and a lost queue loses nothing."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from portal.notifications import actions
from portal.notifications.models import RETRY_MINUTES, Mail
from portal.notifications.tasks import sweep_mails
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def templates(settings, tmp_path):
    """A mail of our own: what is tested is the machinery, not a text."""
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "hello.subject.txt").write_text("Bonjour\n {{ person.public_name }}")
    (folder / "hello.txt").write_text("{% load i18n %}{{ word }} {% get_current_language as code %}{{ code }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def put(**changes) -> Mail:
    return actions.put(**{"key": "k", "address": "a@example.org", "subject": "s", "text": "t", **changes})


def refuse(monkeypatch, error):
    def send(self, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)


def test_a_mail_is_written_in_the_language_of_its_recipient_and_not_escaped(templates):
    person = UserFactory(public_name="L’été", language="en")
    mail = actions.send(name="hello", person=person, context={"word": "<l'eau>"}, key="hello-1")
    assert (mail.address, mail.subject) == (person.email, "Bonjour L’été")
    assert mail.text == "<l'eau> en\n"


def test_the_same_step_is_mailed_once(templates):
    person = UserFactory()
    first = actions.send(name="hello", person=person, context={"word": "un"}, key="hello-1")
    assert actions.send(name="hello", person=person, context={"word": "deux"}, key="hello-1") == first
    sweep_mails()
    sweep_mails()
    assert [message.body for message in outbox.outbox] == ["un fr\n"]


def test_a_sent_mail_has_a_message_id_of_its_step(db):
    mail = put(key="step-7")
    assert actions.deliver(mail_id=mail.pk)
    first = outbox.outbox[0].extra_headers["Message-ID"]
    Mail.objects.update(state="sending", sent_at=None, claimed_until=timezone.now() - timedelta(seconds=1))
    assert actions.deliver(mail_id=mail.pk), "a copy made by a crash"
    assert outbox.outbox[1].extra_headers["Message-ID"] == first


def test_a_confidential_mail_is_forgotten_once_sent():
    mail = put(text="https://example.org/secret", confidential=True)
    sweep_mails()
    mail.refresh_from_db()
    assert "secret" in outbox.outbox[0].body
    assert mail.text == actions.FORGOTTEN


def test_two_workers_do_not_send_the_same_mail():
    mail = put()
    assert actions._claim(mail.pk) is not None
    assert actions._claim(mail.pk) is None
    assert sweep_mails() == 0


def test_the_claim_of_a_dead_worker_expires():
    mail = put()
    actions._claim(mail.pk)
    Mail.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert sweep_mails() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (Mail.State.SENT, 2)


def test_a_server_that_is_down_is_tried_again_later(monkeypatch):
    mail = put()
    refuse(monkeypatch, ConnectionRefusedError("nobody there"))
    assert sweep_mails() == 0
    mail.refresh_from_db()
    assert mail.state == Mail.State.WAITING
    assert mail.not_before > timezone.now()
    assert "nobody there" in mail.last_error
    monkeypatch.undo()
    assert sweep_mails() == 0, "not before its time"
    Mail.objects.update(not_before=timezone.now())
    assert sweep_mails() == 1


def test_an_address_refused_for_good_is_not_tried_again(monkeypatch):
    mail = put()
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user")}))
    sweep_mails()
    mail.refresh_from_db()
    assert mail.state == Mail.State.FAILED
    assert Mail.objects.failing().count() == 1


def test_after_the_last_try_the_mail_has_failed_until_staff_ask_again(monkeypatch):
    mail = put()
    refuse(monkeypatch, OSError("down"))
    for _ in range(len(RETRY_MINUTES) + 1):
        Mail.objects.update(not_before=timezone.now())
        sweep_mails()
    mail.refresh_from_db()
    assert mail.state == Mail.State.FAILED
    monkeypatch.undo()
    actions.retry(mail=mail)
    assert sweep_mails() == 1


def test_a_queue_that_is_down_delays_and_does_not_fail(monkeypatch, django_capture_on_commit_callbacks):
    from portal.notifications.tasks import send_mail

    def down(*args):
        raise OSError("no broker")

    monkeypatch.setattr(send_mail, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        put()
    assert sweep_mails() == 1


def test_a_mail_that_cannot_be_written_is_given_up_and_stops_nobody_elses():
    """The mail backend writes headers: what cannot be one raises ValueError (BadHeaderError, UnicodeError)."""
    bad, good = put(key="bad"), put(key="good")
    Mail.objects.filter(pk=bad.pk).update(subject="un\nBcc: b@example.org")
    assert sweep_mails() == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "sent")
    assert "BadHeaderError" in bad.last_error
