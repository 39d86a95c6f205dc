"""Every write of the incident log: open, tell, resolve."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from hosting.services.models import Service
from portal.core import page_cache

from .models import Incident, IncidentService, IncidentUpdate, Kind, ServiceState, Severity, UpdateState
from .signals import incident_opened, incident_resolved, incident_updated

NUMBER_ATTEMPTS = 5


class AlreadyOver(ValueError):
    """The incident is resolved: nothing more can be said of it but the account of what happened."""


@transaction.atomic
def open_incident(
    *,
    title: str,
    services: Mapping[Service, str],
    text: str = "",
    state: str = UpdateState.INVESTIGATING,
    kind: str = Kind.INCIDENT,
    severity: str = Severity.MINOR,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    is_published: bool = True,
    **more,
) -> Incident:
    """Open an incident, or announce a maintenance (which needs `ends_at`). `services` gives the state of each.

    `more` holds other fields of the incident (summary, to_do, fixes, data_lost, postmortem).
    """
    starts_at = starts_at or timezone.now()
    incident = _numbered(
        Incident(
            title=title,
            kind=kind,
            severity=severity,
            starts_at=starts_at,
            ends_at=ends_at,
            is_published=is_published,
            **more,
        )
    )
    IncidentService.objects.bulk_create(
        IncidentService(incident=incident, service=service, state=touched) for service, touched in services.items()
    )
    if text:
        IncidentUpdate.objects.create(incident=incident, at=starts_at, state=state, text=text)
    page_cache.purge()
    transaction.on_commit(lambda: incident_opened.send(Incident, incident=incident))
    return incident


def _numbered(incident: Incident) -> Incident:
    """Save under the next number; two people who open one at the same moment get two numbers."""
    for attempt in range(NUMBER_ATTEMPTS):
        incident.number = (Incident.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                incident.save()
        except IntegrityError:
            taken = Incident.objects.filter(number=incident.number).exists()
            if not taken or attempt == NUMBER_ATTEMPTS - 1:
                raise
            incident.pk = None
        else:
            break
    return incident


@transaction.atomic
def add_update(
    *,
    incident: Incident,
    state: str,
    text: str,
    at: datetime | None = None,
    services: Mapping[Service, str] | None = None,
) -> IncidentUpdate:
    """Say how it goes. `services` gives new states; « in order » notes when that service was restored.

    Raises AlreadyOver for an incident that is resolved; to resolve one, call `resolve_incident`.
    """
    if state == UpdateState.RESOLVED:
        raise ValueError("resolve_incident says that it is over")
    incident = _still_open(incident)
    at = at or timezone.now()
    for service, touched in (services or {}).items():
        _set_state(incident, service, touched, at)
    update = IncidentUpdate.objects.create(incident=incident, at=at, state=state, text=text)
    page_cache.purge()
    transaction.on_commit(lambda: incident_updated.send(Incident, incident=incident, update=update))
    return update


def _still_open(incident: Incident) -> Incident:
    locked = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if locked.kind == Kind.INCIDENT and locked.ends_at is not None:
        raise AlreadyOver(locked.title)
    return locked


def _set_state(incident: Incident, service: Service, state: str, at: datetime) -> None:
    touched, _created = IncidentService.objects.get_or_create(incident=incident, service=service)
    if state == ServiceState.OPERATIONAL:
        touched.restored_at = touched.restored_at or at
    else:
        touched.restored_at = None
        touched.state = state
    touched.save()


@transaction.atomic
def resolve_incident(*, incident: Incident, text: str, at: datetime | None = None) -> Incident:
    """It is over: end, last message, and the signal on which other apps act (the forum asks the reporters)."""
    incident = _still_open(incident)
    incident.ends_at = max(at or timezone.now(), incident.starts_at)
    incident.save(update_fields=["ends_at"])
    IncidentUpdate.objects.create(incident=incident, at=incident.ends_at, state=UpdateState.RESOLVED, text=text)
    page_cache.purge()
    transaction.on_commit(lambda: incident_resolved.send(Incident, incident=incident))
    return incident
