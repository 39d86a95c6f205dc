"""Celery tasks. The rows are the truth: each may run twice, and beat runs what the queue forgot."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from portal.core import page_cache
from portal.core.queue import enqueue
from portal.notifications import actions as notifications

from .models import Broadcast, Incident

# A little more than the beat's period, so that no edge falls between two runs.
WINDOW = timedelta(seconds=90)
BROADCASTS_KEPT = timedelta(days=30)
logger = logging.getLogger(__name__)


@shared_task
def purge_at_edges() -> bool:
    """Purge cached pages when an entry began or ended within the last moments. Safe to run twice."""
    now = timezone.now()
    edge = Q(starts_at__gt=now - WINDOW, starts_at__lte=now) | Q(ends_at__gt=now - WINDOW, ends_at__lte=now)
    crossed = Incident.objects.published().filter(edge).exists()
    if crossed:
        page_cache.purge()
    return crossed


@shared_task
def move_maintenances_on() -> int:
    """Maintenances begin and end by themselves."""
    from .actions import move_on_all

    return move_on_all()


@shared_task
def spread(broadcast_id: int) -> int:
    """Write the mails of one step and send them, in one run; how many left. What a kill left unsent is due to the sweep
    of mails."""
    from .actions.spreading import write_mails

    return notifications.deliver_all(mail_ids=write_mails(broadcast_id=broadcast_id))


@shared_task
def sweep_broadcasts() -> int:
    """Steps that the queue forgot."""
    sent = 0
    for broadcast_id in list(Broadcast.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)):
        try:
            sent += spread(broadcast_id)
        except Exception:
            logger.exception("Step %s could not be told; the next sweep tries again", broadcast_id)
    return sent


@shared_task
def remind_of_breaches() -> int:
    """The CNIL must be told within 72 hours."""
    from .actions.breach import remind_of_breaches as remind

    return remind()


@shared_task
def check_services() -> int:
    """Have every address checked, each by a task of its own: one that hangs holds up no other."""
    from .checks import services_to_check

    services = list(services_to_check())
    for service_id in services:
        enqueue(check_service, service_id)
    return len(services)


@shared_task(expires=240)
def check_service(service_id: int) -> None:
    from .checks import check

    check(service_id=service_id)


@shared_task
def forget_subscriptions() -> int:
    """Nightly: addresses that nobody confirmed, and steps told a month ago."""
    from .actions.subscribing import forget_unconfirmed

    Broadcast.objects.filter(done_at__lt=timezone.now() - BROADCASTS_KEPT).delete()
    return forget_unconfirmed()
