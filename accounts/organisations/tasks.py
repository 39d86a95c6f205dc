"""What the night forgets, and whom it reminds."""

from celery import shared_task

from .actions import invitations, reminding


@shared_task
def forget_invitations() -> int:
    return invitations.forget_expired()


@shared_task
def remind_of_memberships() -> int:
    return reminding.remind_of_ends()
