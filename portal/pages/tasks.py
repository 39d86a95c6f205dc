"""Periodic tasks of the pages."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and take back what authors gave a date; safe to run twice."""
    call_command("publish_scheduled")
