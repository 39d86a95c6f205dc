"""Services as the components of the look take them."""

from django.utils.translation import gettext as _

from .models import Service
from .states import OPERATIONAL


def stalls(services, *, with_family: bool = False) -> list[dict]:
    """For components/stall.html; services carry `state_now`, shown only when there is trouble."""
    return [
        {
            "name": one.name,
            "family": one.family.name if with_family else "",
            "summary": one.summary,
            "software": one.software,
            "audience": audience(one),
            "url": one.get_absolute_url(),
            "drawing": one.art,
            "state": None if one.state_now is OPERATIONAL else one.state_now,
        }
        for one in services
    ]


def audience(one: Service) -> str:
    """Who it is for, as a short sentence."""
    return {
        Service.Access.NONE: _("Without an account."),
        Service.Access.FREE: _("With a free account."),
        Service.Access.MEMBER: _("For members."),
        Service.Access.ORGANISATION: _("For associations."),
    }[Service.Access(one.audience)]
