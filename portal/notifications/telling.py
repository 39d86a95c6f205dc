"""Telling people what happened: the one door for every app.

    tell(kind="desk-step", people=[person], key="request-3-step-7", title=_("…"), url="/compte/cloud/demandes/3/")
    tell_followers(kind="forum-message", key="post-77", source=77, by=author)

Both are called inside the transaction of what they tell about, write a fixed number of rows for each person named, or
one row for any number of followers, and leave the rest to the worker. The same key tells a person once.
"""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from portal.core.queue import enqueue_on_commit

from . import kinds, unread
from .models import Event, Follow, Frequency, Notice, Preference
from .models.choices import calmer

BATCH = 500


@transaction.atomic
def tell(
    *,
    kind: str,
    people,
    key: str,
    title: str,
    url: str,
    text: str = "",
    thread: str = "",
    source=None,
    by=None,
    at=None,
) -> None:
    """Leave each of these few people a notice, and mail those who want it. `by` is never told of what they did.

    `title` and `text` are short and hold no address; `url` starts at the root of this site. `source` is the row that
    the kind's `resolve` looks up.
    """
    from .tasks import mail_person

    told = [person.pk for person in people if person.pk != getattr(by, "pk", None)]
    _write_notices(
        kind=kind,
        wanted=dict.fromkeys(told, ("", Frequency.AT_ONCE)),
        values={"key": key, "title": title, "url": url, "text": text, "thread": thread, "source": source},
        at=at or timezone.now(),
    )
    for person_id in told:
        enqueue_on_commit(mail_person, person_id)


def tell_followers(*, kind: str, key: str, source: int, by=None, at=None) -> None:
    """Have the followers told: whom and of what, the kind's `announce(event)` says when the worker comes to it. One
    query, inside the transaction of the caller."""
    from .tasks import spread_event

    event = Event(kind=kind, key=key, source=source, by=by, at=at or timezone.now())
    Event.objects.bulk_create([event], ignore_conflicts=True)
    enqueue_on_commit(spread_event, key)


def leave_beside(mail, *, kind: str, url: str, by=None) -> None:
    """Leave the person a notice of a mail that the app has written itself: same key, its subject as title, no second
    mail (the kind is registered with `mails=False`)."""
    if mail.person is not None:
        tell(kind=kind, people=[mail.person], key=mail.key, title=mail.subject, url=url, by=by)


def spread(*, event_id: int) -> int:
    """Tell all followers of an event, batch after batch, each in its own transaction; how many were told now.

    Safe to call again, or by two workers at once: each batch locks the event and starts where the last one ended.
    """
    from .tasks import mail_all

    total = 0
    while (count := _spread_batch(event_id)) is not None:
        total += count
    if total:
        enqueue_on_commit(mail_all)
    return total


@transaction.atomic
def _spread_batch(event_id: int) -> int | None:
    """The next followers; None when nobody is left."""
    event = Event.objects.select_for_update(of=("self",)).filter(pk=event_id, done_at=None).first()
    if event is None:
        return None
    kind = kinds.get(event.kind)
    announcement = kind.announce(event) if kind and kind.announce else None
    if announcement is None:  # gone, or hidden since
        _finish(event)
        return None
    told = _tell_directly(event, announcement) if event.reached == 0 else 0
    # whoever followed only afterwards had it before their eyes
    followers = Follow.objects.of_any(announcement.subjects).filter(person__gt=event.reached, since__lte=event.at)
    people = list(followers.order_by("person_id").values_list("person_id", flat=True).distinct()[:BATCH])
    if not people:
        _finish(event)
        return told
    wanted = _wishes_of(people, announcement.subjects)
    wanted.pop(event.by_id, None)
    _write_notices(kind=event.kind, wanted=wanted, values=_values(event, announcement), at=event.at)
    event.reached = people[-1]
    event.save(update_fields=["reached"])
    return told + len(wanted)


def _finish(event: Event) -> None:
    event.done_at = timezone.now()
    event.save(update_fields=["done_at"])


def _values(event: Event, announcement: kinds.Announcement) -> dict:
    return {
        "key": event.key,
        "title": announcement.title,
        "url": announcement.url,
        "text": announcement.text,
        "thread": announcement.thread,
        "source": event.source,
    }


def _tell_directly(event: Event, announcement: kinds.Announcement) -> int:
    """Those whom the event names; the same key then keeps them from being told again as followers."""
    told = 0
    for kind, people in announcement.direct().items():
        wanted = {person.pk: ("", Frequency.AT_ONCE) for person in people if person.pk != event.by_id}
        _write_notices(kind=kind, wanted=wanted, values=_values(event, announcement), at=event.at)
        told += len(wanted)
    return told


def _wishes_of(people: list[int], subjects) -> dict[int, tuple[str, str]]:
    """person → (why, how often): of what they follow, the most specific counts."""
    rank = {subject: place for place, subject in enumerate(subjects)}
    rows = Follow.objects.of_any(subjects).filter(person__in=people)
    wishes: dict[int, tuple[str, str]] = {}
    for follow in sorted(rows, key=lambda row: rank[row.subject, row.number], reverse=True):
        wishes[follow.person_id] = (f"{follow.subject}:{follow.number}", follow.frequency)
    return wishes


def _write_notices(*, kind: str, wanted: dict[int, tuple[str, str]], values: dict, at) -> None:
    """One row for each active person, never more often mailed than they want this kind."""
    found = kinds.get(kind)
    if found is None:
        raise LookupError(f"no kind of notices is named {kind}")
    active = get_user_model().objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True)
    limits = dict(Preference.objects.filter(kind=kind, person__in=wanted).values_list("person", "frequency"))
    values = values | {"title": str(values["title"])[:200], "text": str(values["text"])[:300]}
    rows = []
    for person_id in active:
        reason, frequency = wanted[person_id]
        limit = limits.get(person_id, found.default) if found.mails else Frequency.NEVER
        rows.append(
            Notice(
                person_id=person_id,
                kind=kind,
                reason=reason,
                frequency=calmer(frequency, limit),
                created_at=at,
                **values,
            )
        )
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    unread.forget(row.person_id for row in rows)
