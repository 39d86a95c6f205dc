"""Celery tasks of the accounts."""

from celery import shared_task

from . import inactivity, leaving


@shared_task
def forget_farewells() -> int:
    return leaving.forget_farewells()


@shared_task
def tend_inactive_accounts() -> dict[str, int]:
    return inactivity.tend()
