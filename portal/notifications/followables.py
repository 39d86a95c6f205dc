"""What can be followed: each app registers its own (a topic, a board, a service).

    followables.register("topic", label=_("Topics"), model=Topic, find=find_topics)

`find(person, numbers)` gives {number: {"title", "url"}} of those that the person may read, and of no others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models.signals import post_delete

from .models import Follow


@dataclass(frozen=True)
class Followable:
    name: str
    label: str
    find: Callable


_followables: dict[str, Followable] = {}


def register(name: str, *, label: str, model, find: Callable) -> None:
    """Make a thing that can be followed known; its follows go with it."""
    _followables[name] = Followable(name, label, find)

    def forget(sender, instance, **_kwargs):
        Follow.objects.filter(subject=name, number=instance.pk).delete()

    post_delete.connect(forget, sender=model, weak=False, dispatch_uid=f"notifications-forget-{name}")


def get(name: str) -> Followable | None:
    return _followables.get(name)


def names() -> list[str]:
    return list(_followables)


def find(person, subject: str, numbers: Iterable[int]) -> dict[int, dict]:
    """{number: {"title", "url"}} of what the person may read; nothing for an unknown subject."""
    followable = get(subject)
    numbers = list(numbers)
    return followable.find(person, numbers) if followable and numbers else {}
