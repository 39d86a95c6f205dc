"""Celery tasks of the accounts."""

from celery import shared_task

from . import leaving


@shared_task
def forget_farewells() -> int:
    return leaving.forget_farewells()
