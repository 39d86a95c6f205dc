"""Now and then, from beat."""

from celery import shared_task

from . import actions


@shared_task
def refresh_directory() -> dict[str, int]:
    """Read the files of other hosts that are due; safe to run twice, and side by side."""
    return actions.refresh()
