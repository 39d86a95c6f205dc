"""What is counted of organisations every night."""

from django.db.models import Count, Q

from .models import Organisation


def organisations(day) -> dict[str, int]:
    """Open organisations by the code of their territory."""
    still_open = Q(closed_at=None) | Q(closed_at__date__gt=day)
    rows = Organisation.objects.filter(still_open, created_at__date__lte=day).order_by()
    return dict(rows.values_list("territory__code").annotate(Count("pk")))
