"""Once a night, from beat."""

from celery import shared_task

from . import actions


@shared_task
def count_figures() -> dict[str, int]:
    """Count today's figures; safe to run twice."""
    return actions.count_figures()
