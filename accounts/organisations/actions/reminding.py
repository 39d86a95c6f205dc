"""A membership of the host that ends soon: its person is told once for each last day."""

from django.utils import timezone

from portal.notifications.actions import send

from .. import host
from ..models import Membership


def remind_of_ends() -> int:
    """How many were near their end. A last day that is moved is told anew."""
    if host.has_organisations():
        return 0
    today = timezone.localdate()
    soon = Membership.objects.filter(organisation__slug=host.SLUG, person__is_active=True)
    soon = soon.filter(until__gte=today, until__lte=today + host.REMINDED_BEFORE).select_related("person")
    for one in (found := list(soon)):
        key = f"membership-{one.pk}-ends-{one.until}"
        send(name="organisations/membership-ends", person=one.person, context={"membership": one}, key=key)
    return len(found)
