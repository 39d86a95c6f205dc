"""What every page says of incidents that last."""

from django.utils.functional import SimpleLazyObject

from portal.core import page_cache

from .models import Incident


def ongoing_incidents(request) -> dict:
    """`ongoing_incidents`: published and open now, worst first. Asked for only by pages that show it."""
    return {"ongoing_incidents": SimpleLazyObject(lambda: page_cache.remember("ongoing-incidents", _ongoing))}


def _ongoing() -> list[Incident]:
    rows = list(Incident.objects.published().ongoing().order_by("-starts_at")[:10])
    return sorted(rows, key=lambda one: one.is_maintenance)
