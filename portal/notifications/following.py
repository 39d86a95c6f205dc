"""Following things, and the settings that hold for all notices of a person."""

from django.db import transaction

from . import followables
from .models import Follow, Frequency, Notice, Preference, Settings


class NotReadable(LookupError):
    """There is no such thing, or this person may not read it."""


@transaction.atomic
def follow(*, person, subject: str, number: int, frequency: str) -> Follow:
    """Follow something, or change how often; raises NotReadable."""
    if number not in followables.find(person, subject, [number]):
        raise NotReadable(f"{subject} {number}")
    row, _is_new = Follow.objects.update_or_create(
        person=person, subject=subject, number=number, defaults={"frequency": frequency}
    )
    waiting = Notice.objects.filter(person=person, reason=f"{subject}:{number}", settled_at=None, read_at=None)
    waiting.update(frequency=frequency)
    return row


def follow_own(*, person, subject: str, number: int, frequency: str = Frequency.AT_ONCE) -> None:
    """Follow what one has written oneself, unless one wants none of it; leaves an existing choice alone.

    Called inside the transaction of the writing: two queries.
    """
    if settings_of(person).follows_own:
        row = Follow(person=person, subject=subject, number=number, frequency=frequency)
        Follow.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def carry_over(*, subject: str, number: int, to: int, threads: tuple[str, str]) -> None:
    """What people followed became part of another thing: they follow that one, as often as they chose there if they
    did. What they have not read is told as part of its thread (`threads`: the old one, the new one)."""
    follows = Follow.objects.filter(subject=subject, number=number)
    there = Follow.objects.filter(subject=subject, number=to).values_list("person", flat=True)
    follows.exclude(person__in=list(there)).update(number=to)
    follows.delete()
    old, new = threads
    notices = Notice.objects.unread().filter(thread=old)
    notices.filter(reason=f"{subject}:{number}").update(reason=f"{subject}:{to}")
    notices.update(thread=new)


def frequency_of(person, subject: str, number: int) -> str:
    """How often this person wants to hear of it; "" when they do not follow it. One query."""
    if not person.is_authenticated:
        return ""
    rows = Follow.objects.filter(person=person, subject=subject, number=number)
    return rows.values_list("frequency", flat=True).first() or ""


def settings_of(person) -> Settings:
    """The person's settings, or the defaults, not saved."""
    return Settings.objects.filter(person=person).first() or Settings(person=person)


def preferences_of(person) -> dict[str, str]:
    """kind → frequency, of every kind that is mailed."""
    from . import kinds

    chosen = dict(Preference.objects.filter(person=person).values_list("kind", "frequency"))
    return {kind.name: chosen.get(kind.name, kind.default) for kind in kinds.registered() if kind.mails}
