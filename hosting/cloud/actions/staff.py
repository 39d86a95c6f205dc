"""Telling the team: everyone in the group « staff » gets the mail, once per key."""

from accounts.people.team import team
from portal.notifications.actions import send


def tell(*, name: str, key: str, context: dict) -> None:
    for person in team():
        send(name=name, person=person, context=context, key=f"{key}-to-{person.pk}")
