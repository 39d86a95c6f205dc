"""Accounts that nobody uses: warned, then their cloud accounts suspended, then deleted, after delays that staff set in
/cms/ (`InactivityPolicy`). Dry by default: nothing happens before the policy is applied there.

A sign-in here takes everything back, and so does a sign of life that another app reports:

    inactivity.register_sign(lambda since: CloudAccount.objects.filter(last_login_at__gte=since).values("person"))
    inactivity.register_needed(lambda: Membership.objects.managers().values("person"))

What a step means elsewhere follows by the signal `inactivity_step`. Deleting is leaving, by the same path as
everybody (`portal.privacy.actions.departures`), with its days to think it over. People who hold a role, or have an
obstacle to leaving, are never touched: somebody must talk to them first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone

from portal.notifications.actions import send
from portal.privacy import leaving
from portal.privacy.actions import departures

from .models import Inactivity, InactivityPolicy, User
from .roles import roles_of

# person, state (an Inactivity.State, or None when they are back)
inactivity_step = Signal()

State = Inactivity.State
STEPS = (State.WARNED, State.SUSPENDED, State.LEAVING)
BATCH = 200  # a night; the next one goes on
_signs: list[Callable[[datetime], QuerySet]] = []
_needed: list[Callable[[], QuerySet]] = []


def register_sign(sign: Callable[[datetime], QuerySet]) -> None:
    """`sign(since)` gives the keys of the people who were seen elsewhere since then."""
    _signs.append(sign)


def register_needed(people: Callable[[], QuerySet]) -> None:
    """`people()` gives the keys of those whom others count on: they are left alone."""
    _needed.append(people)


def due(step: str, *, policy: InactivityPolicy, now: datetime | None = None) -> QuerySet[User]:
    """The people whom a step is for now, those unseen longest first; roles and obstacles are looked at one by one."""
    now = now or timezone.now()
    since = now - timedelta(days=30 * policy.warn_after_months)
    unseen = User.objects.filter(Q(last_login=None) | Q(last_login__lt=since), date_joined__lt=since)
    unseen = unseen.filter(is_active=True, is_superuser=False, groups=None).exclude(departures__state="cooling")
    for sign in _signs:
        unseen = unseen.exclude(pk__in=sign(since))
    for people in _needed:
        unseen = unseen.exclude(pk__in=people())
    before = {
        State.WARNED: {"inactivity": None},
        State.SUSPENDED: _after(State.WARNED, now - timedelta(days=policy.suspend_after_days)),
        State.LEAVING: _after(State.SUSPENDED, now - timedelta(days=policy.delete_after_days)),
    }[step]
    return unseen.filter(**before).order_by("last_login", "date_joined", "pk")


def _after(state: str, since: datetime) -> dict:
    return {"inactivity__state": state, "inactivity__since__lte": since}


def keeps(person) -> bool:
    """Somebody must talk to them first: they hold a role, or others need them."""
    return bool(roles_of(person)) or bool(leaving.obstacles_of(person))


def plan(*, limit: int = BATCH, now: datetime | None = None) -> dict[str, list[User]]:
    """Whom each step would be for, whether the policy is applied or not."""
    policy = InactivityPolicy.load()
    return {
        step: [person for person in due(step, policy=policy, now=now)[:limit] if not keeps(person)] for step in STEPS
    }


def tend(now: datetime | None = None) -> dict[str, int]:
    """One night of the policy: each step's count. Nothing where it is not applied. Safe to call again."""
    policy = InactivityPolicy.load()
    if not policy.is_applied:
        return dict.fromkeys(STEPS, 0)
    # the last step first, so that nobody takes two in a night
    return {step: _take(step, policy, now) for step in reversed(STEPS)}


def _take(step: str, policy: InactivityPolicy, now: datetime | None) -> int:
    people = [person for person in due(step, policy=policy, now=now)[:BATCH] if not keeps(person)]
    return sum(_try(person.pk, step, policy, now) for person in people)


def _try(person_id: int, step: str, policy: InactivityPolicy, now: datetime | None) -> bool:
    try:
        return _step(person_id, step, policy, now)
    except departures.HandOverFirst:  # since a moment ago
        return False


@transaction.atomic
def _step(person_id: int, step: str, policy: InactivityPolicy, now: datetime | None) -> bool:
    """For one person, unless they came back in the meantime."""
    if not User.objects.select_for_update().filter(pk=person_id).exists():
        return False
    person = due(step, policy=policy, now=now).filter(pk=person_id).first()
    if person is None:
        return False
    row, _created = Inactivity.objects.update_or_create(
        person=person, defaults={"state": step, "since": now or timezone.now()}
    )
    if step == State.LEAVING:
        departures.ask_to_leave(person=person, keep_words=True)  # which writes the mail of this step
    else:
        days = policy.suspend_after_days if step == State.WARNED else policy.delete_after_days
        key = f"inactivity-{row.pk}-{step}-{row.since.isoformat()}"
        send(name=f"people/inactive-{step}", person=person, context={"days": days}, key=key)
    inactivity_step.send(sender=Inactivity, person=person, state=step)
    return True


@transaction.atomic
def come_back(*, person) -> None:
    """A sign-in: everything that inactivity brought is taken back."""
    row = Inactivity.objects.select_for_update().filter(person=person).first()
    if row is None:
        return
    was_leaving = row.state == State.LEAVING
    row.delete()
    pending = departures.pending_of(person) if was_leaving else None
    if pending is not None:
        try:
            departures.stay(departure=pending)
        except departures.TooLate:
            return
    inactivity_step.send(sender=Inactivity, person=person, state=None)


def take_back(sender, request, user, **_kwargs) -> None:
    """Receiver of user_logged_in."""
    come_back(person=user)
