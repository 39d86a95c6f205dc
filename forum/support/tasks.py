"""Celery tasks of the forum. The rows are the truth: each may run twice, and beat runs what the queue forgot."""

from celery import shared_task

from portal.core.queue import enqueue


@shared_task
def ask_reporters() -> int:
    """Ask those touched by reports whose incident is over; how many mails were written."""
    from .actions.incident_ties import ask_touched

    return ask_touched()


@shared_task
def purge_drafts() -> dict[str, int]:
    """Forget drafts and pictures that nobody came back to."""
    from .actions.drafts import purge_drafts as purge

    return purge()


@shared_task
def forget_reporters() -> int:
    """Addresses of people without an account who reported a message go when they have served."""
    from .actions.content_reports import forget_addresses

    return forget_addresses()


@shared_task
def tell_guests() -> None:
    """Mail those who asked without an account what was answered."""
    from .actions.guests import tell_news

    tell_news()


@shared_task
def forget_guests() -> None:
    """Delete the addresses that have served."""
    from .actions.guests import forget_past_their_time

    forget_past_their_time()


def incident_is_over(sender, **_kwargs) -> None:
    """Receiver of incident_resolved, which is sent after the commit."""
    enqueue(ask_reporters)
