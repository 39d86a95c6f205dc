"""Periodic tasks of the forum; each is safe to run twice."""

from celery import shared_task

from .actions import guests


@shared_task
def tell_guests() -> None:
    """Mail those who asked without an account what was answered."""
    guests.tell_news()


@shared_task
def forget_guests() -> None:
    """Delete the addresses that have served."""
    guests.forget_past_their_time()
