"""Personal data lost or exposed: the host has 72 hours to tell the CNIL (GDPR, article 33). The team must know it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.people.team import team
from portal.notifications import actions as notifications

from ..history import time_left
from ..models import BREACH_DELAY, BreachDecision, Incident

# The one mail leaves when so much is left, or at once when less is.
REMIND_BEFORE = timedelta(hours=24)


def note_breach(*, incident: Incident) -> None:
    """Data are lost or exposed: from now on the hours count, unless they do already."""
    if incident.data_lost and incident.breach_known_at is None:
        incident.breach_known_at = timezone.now()
        incident.save(update_fields=["breach_known_at"])


@transaction.atomic
def decide_breach(*, incident: Incident, decision: str, note: str, known_at: datetime | None = None) -> Incident:
    """What the team did about the CNIL, and why; with nothing decided the hours go on."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    incident.breach_decision, incident.breach_note = decision, note
    incident.breach_known_at = known_at or incident.breach_known_at
    incident.save(update_fields=["breach_decision", "breach_note", "breach_known_at"])
    return incident


def remind_of_breaches(now: datetime | None = None) -> int:
    """One mail to each of the team, a day before the time is up; how many incidents were told now. Safe to repeat."""
    now = now or timezone.now()
    due = Incident.objects.breaches_to_decide().filter(breach_known_at__lte=now - (BREACH_DELAY - REMIND_BEFORE))
    return sum(_remind(incident, now) for incident in due)


@transaction.atomic
def _remind(incident: Incident, now: datetime) -> bool:
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    deadline = incident.breach_deadline()
    if deadline is None or incident.breach_decision != BreachDecision.PENDING:
        return False
    context = {
        "incident": incident,
        "deadline": timezone.localtime(deadline),
        "left": time_left(deadline, now) if deadline > now else "",
    }
    told = False
    for person in team():
        key = f"breach-{incident.pk}-{person.pk}"
        mail = notifications.send(name="incidents/breach", person=person, context=context, key=key)
        told |= mail.created_at >= now
    return told
