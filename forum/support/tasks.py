"""Tasks of the night."""

from celery import shared_task

from .actions.content_reports import forget_addresses


@shared_task
def forget_reporters() -> int:
    """Addresses of people without an account who reported a message go when they have served."""
    return forget_addresses()
