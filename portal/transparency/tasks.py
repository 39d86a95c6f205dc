"""Celery tasks: telling of a version, the sweep that finds what the queue forgot, and the day on which one holds."""

from celery import shared_task
from django.utils import timezone

from portal.core import page_cache

from . import notices
from .models import TextVersion, VersionNotice


@shared_task
def tell_of_version(notice_id: int) -> int:
    return notices.tell(notice_id=notice_id)


@shared_task
def sweep_version_notices() -> int:
    """Whoever is still to be told, of whichever version."""
    waiting = VersionNotice.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(notices.tell(notice_id=notice_id) for notice_id in list(waiting))


@shared_task
def purge_on_the_day() -> bool:
    """Just after midnight: pages that announced a version now say that it holds."""
    if not TextVersion.objects.published().filter(effective_on=timezone.localdate()).exists():
        return False
    page_cache.purge()
    return True
