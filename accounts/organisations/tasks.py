"""What the night forgets."""

from celery import shared_task

from .actions import invitations


@shared_task
def forget_invitations() -> int:
    return invitations.forget_expired()
