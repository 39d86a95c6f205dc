"""Who the team is, for mails and notices that no referent gets."""

from .models import User
from .roles import Role


def team() -> list[User]:
    """The people of the group « staff »; where it is empty, as on a new site, the superusers."""
    active = User.objects.filter(is_active=True).order_by("pk")
    return list(active.filter(groups__name=Role.STAFF.value)) or list(active.filter(is_superuser=True))
