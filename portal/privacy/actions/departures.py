"""The life of a departure: asked, thought over, cancelled or erased, closed elsewhere, done."""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from .. import erasing, leaving, signals
from ..models import Departure, DepartureStep
from ..models.departures import LEASE

logger = logging.getLogger(__name__)
State = Departure.State


class HandOverFirst(Exception):
    """Others would be left without somebody who answers for them."""


class TooLate(Exception):
    """The days to think it over have passed."""


class LeaseLost(Exception):
    """Another worker goes on with it."""


def pending_of(person) -> Departure | None:
    """The departure that can still be cancelled."""
    return person.departures.filter(state=State.COOLING).first()


@transaction.atomic
def ask_to_leave(*, person, keep_words: bool) -> Departure:
    """Want the account deleted, in DEPARTURE_DAYS days. Asked twice, it is the same wish, with the latest choice.

    Raises HandOverFirst.
    """
    person = get_user_model().objects.select_for_update().get(pk=person.pk)
    if leaving.obstacles_of(person):
        raise HandOverFirst
    departure = pending_of(person)
    if departure is not None:
        Departure.objects.filter(pk=departure.pk).update(keep_words=keep_words)
        departure.keep_words = keep_words
        return departure
    due = timezone.now() + timedelta(days=settings.DEPARTURE_DAYS)
    departure = Departure.objects.create(person=person, number=person.pk, keep_words=keep_words, due_at=due)
    _step(departure, State.COOLING, person=person)
    return departure


@transaction.atomic
def stay(*, departure: Departure) -> Departure:
    """Change one's mind. Raises TooLate once the erasure may have begun."""
    departure = Departure.objects.select_for_update().get(pk=departure.pk)
    if departure.state == State.CANCELLED:
        return departure
    if departure.state != State.COOLING or departure.due_at <= timezone.now():
        raise TooLate
    departure.finished_at = timezone.now()
    _step(departure, State.CANCELLED, person=departure.person)
    return departure


def go_on(*, departure_id: int) -> bool:
    """Take a due departure as far as it goes now; True when it is done. Never called in a transaction; a kill at any
    point is made good by the next call."""
    token = secrets.token_hex(16)
    departure = _claim(departure_id, token)
    if departure is None:
        return False
    try:
        if departure.state == State.ERASING:
            departure = _erase(departure, token)
        return _settle(departure, token)
    except LeaseLost:
        return False
    except Exception:
        logger.exception("Departure %s stopped; the next sweep goes on with it", departure.pk)
        Departure.objects.filter(pk=departure.pk, token=token).update(claimed_until=timezone.now() + LEASE)
        return False


def _claim(departure_id: int, token: str) -> Departure | None:
    """Take a due departure for the length of a lease. From here on nobody signs in with the account."""
    now = timezone.now()
    with transaction.atomic():
        departure = Departure.objects.select_for_update().due(now).filter(pk=departure_id).first()
        if departure is None:
            return None
        if departure.state == State.COOLING:
            if leaving.obstacles_of(departure.person):
                _put_off(departure)
                return None
            get_user_model().objects.filter(pk=departure.number).update(is_active=False)
            departure.outside = leaving.close_outside(departure.person)
            _step(departure, State.ERASING, person=departure.person)
        departure.token, departure.claimed_until = token, now + LEASE
        departure.tries = min(departure.tries + 1, 9999)
        departure.save()
    return departure


def _put_off(departure: Departure) -> None:
    """They have become the last to answer for others since they asked: another day, and they are told where they sign
    in. Counted as overdue in the end."""
    departure.due_at = timezone.now() + timedelta(days=1)
    departure.save(update_fields=["due_at"])


def _erase(departure: Departure, token: str) -> Departure:
    person = get_user_model().objects.get(pk=departure.number)
    erasing.erase_rows(person, keep_words=departure.keep_words, note=lambda: _renew(departure, token))
    with transaction.atomic():
        locked = _held(departure, token)
        erasing.retain_sign_up(person)
        address, language = person.email, person.language
        person.delete()
        locked.person = None
        _step(locked, State.CLOSING, person=None, address=address, language=language)
    return locked


def _settle(departure: Departure, token: str) -> bool:
    """Is all closed elsewhere? Else the next sweep asks again."""
    with transaction.atomic():
        locked = _held(departure, token)
        locked.outside = leaving.settle_outside(locked.outside)
        locked.token, locked.claimed_until = "", None
        if locked.outside:
            locked.save()
            return False
        locked.finished_at = timezone.now()
        _step(locked, State.DONE, person=None)
    return True


def _renew(departure: Departure, token: str) -> None:
    held = Departure.objects.filter(pk=departure.pk, token=token)
    if not held.update(claimed_until=timezone.now() + LEASE):
        raise LeaseLost


def _held(departure: Departure, token: str) -> Departure:
    locked = Departure.objects.select_for_update().filter(pk=departure.pk, token=token).first()
    if locked is None:
        raise LeaseLost
    return locked


def _step(departure: Departure, state: str, *, person, **more) -> None:
    """The new state, its row of history, and word to the apps that write mails."""
    departure.state = state
    departure.save()
    DepartureStep.objects.create(departure=departure, state=state)
    signals.departure_step.send(sender=Departure, departure=departure, person=person, **more)


def begin_due() -> list[int]:
    """Numbers of the departures to go on with now, oldest first."""
    return list(Departure.objects.due().order_by("due_at").values_list("pk", flat=True)[:50])
