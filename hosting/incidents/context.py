"""What every page says of incidents that last."""

from django.utils.functional import SimpleLazyObject

from portal.core import page_cache

from .models import Incident

SHOWN = 10  # the banner names the worst and counts the others


def ongoing_incidents(request) -> dict:
    """`ongoing_incidents`: published and open now, incidents before maintenances, then the most severe, then the
    latest. Asked for only by pages that show it."""
    return {"ongoing_incidents": SimpleLazyObject(lambda: page_cache.remember("ongoing-incidents", _ongoing))}


def _ongoing() -> list[Incident]:
    return list(Incident.objects.published().ongoing().worst_first()[:SHOWN])
