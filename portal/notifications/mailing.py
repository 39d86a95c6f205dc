"""From notices to mails: at once, one mail a conversation; once a day or a week, one summary.

A mail and the notices that it tells are written in one transaction, under a lock on the notices: a crash in the middle
neither loses nor doubles anything. What was read meanwhile, taken away, or may no longer be read, is looked at here,
when the mail is written, and not mailed.
"""

import zoneinfo
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation

from . import kinds, letters
from .actions import put
from .following import settings_of
from .models import Frequency, Mail, Notice

# After a mail on a conversation, the next words in it wait this long and fold into one.
FOLD = timedelta(minutes=5)
AT_MOST = 200  # notices in one go for one person
DIGEST_HOUR = time(7, 0)
MONDAY = 0


def mail_at_once(*, person_id: int, now: datetime | None = None) -> int:
    """Write the mails that this person waits for at once; how many were written. Safe to run twice."""
    now = now or timezone.now()
    with transaction.atomic():
        person, notices = _waiting(person_id, Frequency.AT_ONCE, now)
        if not notices:
            return 0
        threads = {one.thread for one in notices if one.thread}
        resting = set(
            Notice.objects.filter(
                person=person_id, thread__in=threads, mail__isnull=False, settled_at__gt=now - FOLD
            ).values_list("thread", flat=True)
        )
        groups = _by_thread([one for one in notices if one.thread not in resting])
        with translation.override(person.language):
            told = _still_to_tell(person, [one for group in groups for one in group], now)
            return sum(_write_thread_mail(person, group, told, now) for group in groups)


def _waiting(person_id: int, frequency: str, now: datetime, **which):
    """The person and the notices to mail, locked; none when they want no mail, and then nothing waits any more."""
    person = get_user_model().objects.filter(pk=person_id).first()
    rows = Notice.objects.to_mail(frequency).filter(person=person_id, **which)
    rows = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("created_at", "pk")[:AT_MOST])
    if rows and (person is None or not person.is_active or settings_of(person).is_paused):
        _settle(rows, now)
        return person, []
    return person, rows


def _by_thread(notices) -> list[list[Notice]]:
    groups: dict[str, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(notice.thread or notice.key, []).append(notice)
    return list(groups.values())


def _still_to_tell(person, notices, now) -> dict[int, kinds.Told]:
    """What is left to say of them; those of which nothing is left are settled here, without a mail."""
    told = {pk: one for pk, one in kinds.resolve(person, notices).items() if not one.seen}
    _settle([one for one in notices if one.pk not in told], now)
    return told


def _settle(notices, now, mail: Mail | None = None) -> None:
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(settled_at=now, mail=mail)


def _write_thread_mail(person, group, told, now) -> bool:
    live = [one for one in group if one.pk in told]
    if not live:
        return False
    letter = letters.thread_letter(person, live, told)
    mail = put(key=f"told-{person.pk}-{live[-1].pk}", person=person, address=person.email, **letter)
    _settle(live, now, mail)
    return True


def last_digest(frequency: str, now: datetime) -> datetime:
    """When the latest summary was due: today or yesterday at seven, or on Monday at seven, in the host's time."""
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    here = now.astimezone(zone)
    day = here.date()
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    due = datetime.combine(day, DIGEST_HOUR, zone)
    if due > here:
        day -= timedelta(days=7 if frequency == Frequency.WEEKLY else 1)
        due = datetime.combine(day, DIGEST_HOUR, zone)
    return due


def mail_digest(*, person_id: int, frequency: str, now: datetime | None = None) -> bool:
    """Write this person's summary of what happened up to the time it was due; True when one was written. Run again, a
    period has one summary: what comes late waits for the next."""
    now = now or timezone.now()
    due = last_digest(frequency, now)
    key = f"digest-{frequency}-{due:%Y-%m-%d}-to-{person_id}"
    with transaction.atomic():
        person, notices = _waiting(person_id, frequency, now, created_at__lt=due)
        if not notices or Mail.objects.filter(key=key).exists():
            return False
        with translation.override(person.language):
            told = _still_to_tell(person, notices, now)
            live = [one for one in notices if one.pk in told]
            if not live:
                return False
            letter = letters.digest_letter(person, frequency, _by_thread(live), told)
            mail = put(key=key, person=person, address=person.email, **letter)
        _settle(live, now, mail)
    return True


def waiting_at_once(now: datetime | None = None):
    """Keys of the people who wait for a mail at once, in order."""
    rows = Notice.objects.to_mail(Frequency.AT_ONCE)
    return rows.order_by("person_id").values_list("person_id", flat=True).distinct()


def waiting_for_digest(frequency: str, now: datetime | None = None):
    """Keys of the people with something in the summary that is due, in order."""
    due = last_digest(frequency, now or timezone.now())
    rows = Notice.objects.to_mail(frequency).filter(created_at__lt=due)
    return rows.order_by("person_id").values_list("person_id", flat=True).distinct()
