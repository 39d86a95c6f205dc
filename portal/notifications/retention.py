"""How long notices are kept: a page of news, no archive."""

from datetime import timedelta

from django.utils import timezone

from .models import Event, Notice

KEPT = timedelta(days=180)
EVENTS_KEPT = timedelta(days=30)
BATCH = 5000


def forget_old() -> int:
    """Delete notices older than half a year and events told a month ago; how many rows went."""
    now = timezone.now()
    Event.objects.filter(done_at__lt=now - EVENTS_KEPT).delete()
    gone = 0
    while True:
        old = list(Notice.objects.filter(created_at__lt=now - KEPT).values_list("pk", flat=True)[:BATCH])
        if not old:
            return gone
        gone += Notice.objects.filter(pk__in=old).delete()[0]
