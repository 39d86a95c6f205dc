"""Celery tasks: a change by its id, and the sweep that finds those the queue forgot."""

from celery import shared_task

from portal.core.queue import enqueue

from .actions import outbox
from .models import OutgoingChange

SWEEP_SIZE = 100


@shared_task
def run_outgoing_change(change_id: int) -> None:
    outbox.run(change_id=change_id)


@shared_task
def sweep_outgoing_changes() -> int:
    """Queue what is due, oldest first; returns how many. Running one twice does nothing the second time."""
    due = OutgoingChange.objects.due().order_by("created_at").values_list("pk", flat=True)[:SWEEP_SIZE]
    for change_id in (found := list(due)):
        enqueue(run_outgoing_change, change_id)
    return len(found)
