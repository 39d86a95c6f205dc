"""Celery tasks: an archive or a departure by its number, the sweeps that find those the queue forgot, the purges."""

from celery import shared_task
from django.core.management import call_command

from portal.core.queue import enqueue

from .actions import departures, exports, retained
from .models import DataExport

SWEEP_SIZE = 50


@shared_task
def prepare_export(export_id: int) -> None:
    exports.prepare(export_id=export_id)


@shared_task
def sweep_exports() -> int:
    """Queue archives that are due, and take away those whose time has run out."""
    due = list(DataExport.objects.due().order_by("asked_at").values_list("pk", flat=True)[:SWEEP_SIZE])
    for export_id in due:
        enqueue(prepare_export, export_id)
    exports.purge()
    return len(due)


@shared_task
def go_on_with_departure(departure_id: int) -> None:
    departures.go_on(departure_id=departure_id)


@shared_task
def sweep_departures() -> int:
    """Queue the departures whose days have passed, or that a kill left half-way."""
    due = departures.begin_due()
    for departure_id in due:
        enqueue(go_on_with_departure, departure_id)
    return len(due)


@shared_task
def purge_retained() -> int:
    """What the restricted store need no longer keep, and sessions that nobody can use any more."""
    call_command("clearsessions")
    return retained.purge()
