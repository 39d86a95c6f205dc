"""Maintenances open and close by their dates: cached pages must learn it."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from portal.core import page_cache

from .models import Incident

# A little more than the beat's period, so that no edge falls between two runs.
WINDOW = timedelta(seconds=90)


@shared_task
def purge_at_edges() -> bool:
    """Purge cached pages when an entry began or ended within the last moments. Safe to run twice."""
    now = timezone.now()
    edge = Q(starts_at__gt=now - WINDOW, starts_at__lte=now) | Q(ends_at__gt=now - WINDOW, ends_at__lte=now)
    crossed = Incident.objects.published().filter(edge).exists()
    if crossed:
        page_cache.purge()
    return crossed
