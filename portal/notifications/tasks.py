"""Celery tasks: a mail by id, and the sweep that finds those the queue forgot."""

from celery import shared_task

from . import actions
from .models import Mail

SWEEP_SIZE = 200


@shared_task
def send_mail(mail_id: int) -> None:
    actions.deliver(mail_id=mail_id)


@shared_task
def sweep_mails() -> int:
    """Send what is due, oldest first; returns how many went out."""
    due = list(Mail.objects.due().order_by("created_at").values_list("pk", flat=True)[:SWEEP_SIZE])
    return sum(actions.deliver(mail_id=mail_id) for mail_id in due)
