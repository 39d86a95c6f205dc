"""Entries of the incident log, opened by the same actions as real ones."""

from datetime import timedelta

from django.utils import timezone

from hosting.incidents import actions
from hosting.incidents.models import Incident, IncidentService, IncidentUpdate, Kind, ServiceState, UpdateState


def make_incident(*services, title="Les pads ne s’ouvrent plus", state=ServiceState.MAJOR_OUTAGE, **fields):
    """An open incident on these services, with its first message."""
    fields = {"text": "Nous regardons.", "starts_at": timezone.now() - timedelta(minutes=20), **fields}
    return actions.open_incident(title=title, services=dict.fromkeys(services, state), **fields)


def make_maintenance(*services, begins=timedelta(days=2), lasts=timedelta(hours=1), **fields):
    """A maintenance, announced for in two days."""
    starts_at = timezone.now() + begins
    fields = {"title": "Mise à jour du nuage", "summary": "Une heure de coupure.", **fields}
    return actions.open_incident(
        kind=Kind.MAINTENANCE,
        services=dict.fromkeys(services, ServiceState.PARTIAL_OUTAGE),
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        **fields,
    )


def make_past_incidents(count: int, *services, years: int = 1) -> None:
    """Many incidents at once, spread over the years before now: each lasted an hour, each with two messages."""
    now, first = timezone.now(), Incident.objects.count() + 1
    step = timedelta(days=365 * years) / count
    incidents = Incident.objects.bulk_create(
        Incident(
            number=first + position,
            title=f"Panne {first + position}",
            starts_at=now - step * position - timedelta(hours=2),
            ends_at=now - step * position - timedelta(hours=1),
        )
        for position in range(count)
    )
    IncidentService.objects.bulk_create(
        IncidentService(incident=one, service=service) for one in incidents for service in services
    )
    IncidentUpdate.objects.bulk_create(
        IncidentUpdate(incident=one, at=at, state=state, text="Un message. " * 20)
        for one in incidents
        for at, state in ((one.starts_at, UpdateState.INVESTIGATING), (one.ends_at, UpdateState.RESOLVED))
    )
