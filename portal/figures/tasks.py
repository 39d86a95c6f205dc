"""Once a night, from beat."""

from celery import shared_task

from . import actions, visits


@shared_task
def read_visits() -> int:
    """Count the page views of the web log since the last time; safe to run twice."""
    return visits.read()


@shared_task
def count_figures() -> dict[str, int]:
    """Count the figures of the day that has just ended; safe to run twice."""
    return actions.count_night()
