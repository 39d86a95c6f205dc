"""Celery tasks: a mail, an event or a person by id, and the sweeps that find those the queue forgot."""

import logging

from celery import shared_task

from . import actions, mailing, retention, telling
from .models import Event, Frequency, Mail

SWEEP_SIZE = 200
logger = logging.getLogger(__name__)


@shared_task
def send_mail(mail_id: int) -> None:
    actions.deliver(mail_id=mail_id)


@shared_task
def sweep_mails() -> int:
    """Send what is due, oldest first; returns how many went out."""
    due = list(Mail.objects.due().order_by("created_at").values_list("pk", flat=True)[:SWEEP_SIZE])
    return sum(actions.deliver(mail_id=mail_id) for mail_id in due)


@shared_task
def spread_event(key: str) -> int:
    event_id = Event.objects.filter(key=key).values_list("pk", flat=True).first()
    return telling.spread(event_id=event_id) if event_id else 0


@shared_task
def mail_person(person_id: int) -> int:
    return mailing.mail_at_once(person_id=person_id)


@shared_task
def mail_all() -> int:
    """Everybody who waits for a mail at once; one person's trouble is not the others'."""
    return _each(mailing.waiting_at_once(), mailing.mail_at_once)


@shared_task
def sweep_notices() -> int:
    """Events that a lost queue or a kill left untold, then mails at once that rested or were forgotten."""
    for event_id in list(Event.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)[:SWEEP_SIZE]):
        try:
            telling.spread(event_id=event_id)
        except Exception:
            logger.exception("Event %s could not be told; the next sweep tries again", event_id)
    return mail_all()


@shared_task
def mail_digests() -> int:
    """Summaries that are due; run often, so that a night without a scheduler is made up for."""
    return sum(
        _each(mailing.waiting_for_digest(frequency), mailing.mail_digest, frequency=frequency)
        for frequency in (Frequency.DAILY, Frequency.WEEKLY)
    )


@shared_task
def forget_old_notices() -> int:
    return retention.forget_old()


def _each(people, act, **more) -> int:
    """Call `act` for each person; what fails is logged, and waits for the next run."""
    done = 0
    for person_id in list(people):
        try:
            done += act(person_id=person_id, **more)
        except Exception:
            logger.exception("Mail to person %s could not be written", person_id)
    return done
