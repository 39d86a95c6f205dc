"""The log itself: open, tell, resolve, publish a draft, put it aside, write the account."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hosting.services.models import Component, Service
from portal.core import page_cache

from .. import news
from ..models import (
    ComponentState,
    Incident,
    IncidentService,
    IncidentUpdate,
    Kind,
    Phase,
    ServiceState,
    Severity,
    StateChange,
    UpdateState,
)
from ..presentation import dates_in_words
from ..signals import incident_opened, incident_resolved, incident_updated
from .breach import note_breach
from .spreading import announce

NUMBER_ATTEMPTS = 5


class AlreadyOver(ValueError):
    """The incident is resolved: nothing more can be said of it but the account of what happened."""


@transaction.atomic
def open_incident(
    *,
    title: str,
    services: Mapping[Service, str],
    components: Mapping[Component, str] | None = None,
    text: str = "",
    state: str = UpdateState.INVESTIGATING,
    kind: str = Kind.INCIDENT,
    severity: str = Severity.MINOR,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    is_published: bool = True,
    **more,
) -> Incident:
    """Open an incident, or announce a maintenance (which needs `ends_at`). `services` and `components` give the state
    of each; a maintenance is always announced with a message, of its dates where `text` says nothing.

    `more` holds other fields of the incident (summary, to_do, fixes, data_lost, postmortem).
    """
    now = timezone.now()
    starts_at = starts_at or now
    fields = {"title": title, "kind": kind, "severity": severity, "starts_at": starts_at, "ends_at": ends_at}
    incident = _numbered(Incident(**fields, is_published=is_published, **more))
    IncidentService.objects.bulk_create(
        IncidentService(incident=incident, service=service, state=touched) for service, touched in services.items()
    )
    ComponentState.objects.bulk_create(
        ComponentState(incident=incident, component=one, state=touched) for one, touched in (components or {}).items()
    )
    at = starts_at
    if kind == Kind.MAINTENANCE:
        at, state, text = min(now, starts_at), UpdateState.PLANNED, text or dates_in_words(incident)
        _set_phase(incident, now)
    update = None
    if text:
        update = IncidentUpdate.objects.create(incident=incident, at=at, state=state, text=text)
    note_breach(incident=incident)
    page_cache.purge()
    _tell_opened(incident, update)
    return incident


def _set_phase(incident: Incident, now: datetime) -> None:
    """Where it stands when it is written down: what is past then is not told as news."""
    if incident.ends_at <= now:
        incident.phase = Phase.DONE
    else:
        incident.phase = Phase.PLANNED if incident.starts_at > now else Phase.IN_PROGRESS
    incident.save(update_fields=["phase"])


def _tell_opened(incident: Incident, update: IncidentUpdate | None) -> None:
    announce(incident=incident, update=update)
    news.tell(incident, news.OPENED)
    transaction.on_commit(lambda: incident_opened.send(Incident, incident=incident))


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
    components: Mapping[Component, str] | None = None,
) -> IncidentUpdate:
    """Say how it goes. `services` and `components` give states from now on: what is new in them is kept with the
    message, and « operational » notes when it was restored.

    Raises AlreadyOver for an incident that is resolved; to resolve one, call `resolve_incident`.
    """
    if state in (UpdateState.RESOLVED, UpdateState.DONE):
        raise ValueError("resolve_incident says that it is over")
    incident = _still_open(incident)
    update = IncidentUpdate.objects.create(incident=incident, at=at or timezone.now(), state=state, text=text)
    for service, now in (services or {}).items():
        _change_service(update, service, now)
    for component, now in (components or {}).items():
        _change_part(update, component, now)
    page_cache.purge()
    announce(incident=incident, update=update)
    transaction.on_commit(lambda: incident_updated.send(Incident, incident=incident, update=update))
    return update


def _still_open(incident: Incident) -> Incident:
    locked = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if locked.is_over:
        raise AlreadyOver(locked.title)
    return locked


def _change_service(update: IncidentUpdate, service: Service, state: str) -> None:
    """A service that the incident reaches only now was operational until then."""
    row, _made = IncidentService.objects.get_or_create(
        incident=update.incident, service=service, defaults={"state": ServiceState.OPERATIONAL}
    )
    if state != row.state_now():
        StateChange.objects.create(touched=row, update=update, state=state)
        row.restored_at = update.at if state == ServiceState.OPERATIONAL else None
        row.save(update_fields=["restored_at"])


def _change_part(update: IncidentUpdate, component: Component, state: str) -> None:
    row, _made = ComponentState.objects.get_or_create(incident=update.incident, component=component)
    if state == ServiceState.OPERATIONAL:
        row.restored_at = row.restored_at or update.at
    else:
        row.restored_at, row.state = None, state
    row.save()


@transaction.atomic
def resolve_incident(*, incident: Incident, text: str, at: datetime | None = None) -> Incident:
    """It is over: end, last message, and the signal on which other apps act (the forum asks the reporters). A
    maintenance ends before its time."""
    incident = _still_open(incident)
    incident.ends_at = max(at or timezone.now(), incident.starts_at)
    state = UpdateState.RESOLVED
    if incident.is_maintenance:
        state, incident.phase = UpdateState.DONE, Phase.DONE
    incident.save(update_fields=["ends_at", "phase"])
    update = IncidentUpdate.objects.create(incident=incident, at=incident.ends_at, state=state, text=text)
    page_cache.purge()
    tell_ended(incident, update)
    return incident


def tell_ended(incident: Incident, update: IncidentUpdate) -> None:
    """To everybody who hears of incidents; inside the transaction that ends it."""
    announce(incident=incident, update=update)
    news.tell(incident, news.ENDED)
    transaction.on_commit(lambda: incident_resolved.send(Incident, incident=incident))


@transaction.atomic
def publish_incident(*, incident: Incident, text: str = "") -> Incident:
    """A draft becomes public, and is told as news; with a first message, where nothing was said yet. What is public
    already stays as it is."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if incident.is_published:
        return incident
    incident.is_published = True
    incident.save(update_fields=["is_published"])
    if text and not incident.updates.exists():
        IncidentUpdate.objects.create(incident=incident, state=UpdateState.INVESTIGATING, text=text)
    page_cache.purge()
    _tell_opened(incident, incident.updates.last())
    return incident


@transaction.atomic
def put_aside(*, incident: Incident) -> Incident:
    """A draft that was a false alarm: it ends without ever having been public."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if not incident.is_published and incident.ends_at is None:
        incident.ends_at = max(timezone.now(), incident.starts_at)
        incident.save(update_fields=["ends_at"])
    return incident


@transaction.atomic
def publish_account(*, incident: Incident, text: str) -> Incident:
    """Write the account of what happened, or correct it; the first time it is told as a message of the log."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    is_first = bool(text) and not incident.updates.filter(state=UpdateState.ACCOUNT).exists()
    incident.postmortem = text
    incident.save(update_fields=["postmortem"])
    page_cache.purge()
    if is_first:
        with override(settings.LANGUAGE_CODE):
            words = _("The account of what happened can be read.")
        _say(incident, UpdateState.ACCOUNT, words)
    return incident


@transaction.atomic
def corrected(*, incident: Incident, before: Incident) -> None:
    """Staff have changed an entry in its form (`before` is how it was): what follows from data lost, from publication,
    and from the dates of a maintenance. One that is put off is planned again, and told."""
    now = timezone.now()
    has_moved = incident.is_maintenance and (incident.starts_at, incident.ends_at) != (before.starts_at, before.ends_at)
    if has_moved and incident.ends_at > now:
        _set_phase(incident, now)
    note_breach(incident=incident)
    page_cache.purge()
    if incident.is_published and not before.is_published:
        _tell_opened(incident, incident.updates.last())
    elif has_moved and incident.ends_at > now:
        state = UpdateState.PLANNED if incident.phase == Phase.PLANNED else UpdateState.IN_PROGRESS
        _say(incident, state, dates_in_words(incident))


def _say(incident: Incident, state: str, text: str) -> None:
    """One more message, told as those that the team writes."""
    update = IncidentUpdate.objects.create(incident=incident, state=state, text=text)
    announce(incident=incident, update=update)
    transaction.on_commit(lambda: incident_updated.send(Incident, incident=incident, update=update))
