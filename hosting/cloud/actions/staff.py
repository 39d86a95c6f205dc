"""Telling the team: everyone in the group « staff » gets the mail, once per key."""

from accounts.people.models import User
from accounts.people.roles import Role
from portal.notifications.actions import send


def team() -> list[User]:
    """The people of the group « staff »; where it is empty, as on a new site, the superusers."""
    active = User.objects.filter(is_active=True).order_by("pk")
    return list(active.filter(groups__name=Role.STAFF.value)) or list(active.filter(is_superuser=True))


def tell(*, name: str, key: str, context: dict) -> None:
    for person in team():
        send(name=name, person=person, context=context, key=f"{key}-to-{person.pk}")
