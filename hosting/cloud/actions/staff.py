"""Telling the team: everyone in the group « staff » gets the mail, once per key."""

from accounts.people.models import User
from accounts.people.roles import Role
from portal.notifications.actions import send


def tell(*, name: str, key: str, context: dict) -> None:
    for person in User.objects.filter(groups__name=Role.STAFF.value, is_active=True):
        send(name=name, person=person, context=context, key=f"{key}-to-{person.pk}")
