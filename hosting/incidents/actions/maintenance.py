"""Maintenances open and close by themselves: the dates decide, a task every minute says so in the log."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import page_cache

from ..models import Incident, IncidentUpdate, Phase, UpdateState
from ..signals import incident_updated
from .log import tell_ended
from .spreading import announce

logger = logging.getLogger(__name__)


def move_on_all(now: datetime | None = None) -> int:
    """Every maintenance whose beginning or end has come, also while no task ran; how many moved. Safe to repeat."""
    moved = 0
    for pk in list(Incident.objects.to_move_on(now).values_list("pk", flat=True)):
        try:
            moved += move_on(incident_id=pk, now=now)
        except Exception:
            logger.exception("Maintenance %s could not move on; the next run tries again", pk)
    return moved


@transaction.atomic
def move_on(*, incident_id: int, now: datetime | None = None) -> bool:
    """Say that a maintenance begins, or is over; whether there was something to say. What was missed altogether (no
    task ran from its beginning to its end) is told once, as its end."""
    now = now or timezone.now()
    incident = Incident.objects.to_move_on(now).select_for_update(of=("self",)).filter(pk=incident_id).first()
    if incident is None:
        return False
    if incident.ends_at <= now:
        _step(incident, Phase.DONE, UpdateState.DONE, incident.ends_at, _("It is over, as planned."))
    else:
        _step(incident, Phase.IN_PROGRESS, UpdateState.IN_PROGRESS, incident.starts_at, _("It begins, as planned."))
    return True


def _step(incident: Incident, phase: str, state: str, at: datetime, text: str) -> None:
    incident.phase = phase
    incident.save(update_fields=["phase"])
    update = IncidentUpdate.objects.create(incident=incident, state=state, at=at, text=text)
    page_cache.purge()
    if phase == Phase.DONE:
        tell_ended(incident, update)
    else:
        announce(incident=incident, update=update)
        transaction.on_commit(lambda: incident_updated.send(Incident, incident=incident, update=update))
