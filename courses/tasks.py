"""Periodic tasks of the courses."""

from celery import shared_task

from . import actions


@shared_task
def forget_idle_learners() -> None:
    """Delete anonymous learners whose cookie has run out; safe to run twice."""
    actions.forget_idle_learners()
