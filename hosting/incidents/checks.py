"""Automatic checks of the services' addresses: after some failures in a row a draft of an incident waits for the team,
which is told once. Nothing is ever published from here."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.people.team import team
from hosting.services.models import Service
from portal.core import public_requests
from portal.notifications import telling

from . import actions, news
from .models import Incident, Kind, ServiceCheck, ServiceState, Severity

SECONDS = 15
MAX_BYTES = 64 * 1024
FIRST_ERROR = 400


@dataclass(frozen=True)
class Finding:
    """What one check found; `trouble` is empty when the service answered."""

    address: str
    at: datetime
    trouble: str = ""


def services_to_check() -> list[int]:
    """Keys of the services with an address to check. Names of examples (RFC 2606), such as those of the demonstration,
    lead nowhere by design: that says nothing of a service."""
    rows = Service.objects.in_catalogue().exclude(status_address="").order_by("pk")
    addresses = rows.values_list("pk", "status_address")
    return [pk for pk, address in addresses if not (urlsplit(address).hostname or "").endswith(".example")]


def check(*, service_id: int) -> ServiceCheck | None:
    """Ask for the address of a service and note what came. Never called inside a transaction."""
    service = Service.objects.in_catalogue().exclude(status_address="").filter(pk=service_id).first()
    return note(service_id=service.pk, finding=look_at(service.status_address)) if service else None


def look_at(address: str) -> Finding:
    """One request. A page that says 4xx or 5xx does not serve people."""
    at = timezone.now()
    try:
        answer = public_requests.get(address, seconds=SECONDS, max_bytes=MAX_BYTES)
    except (public_requests.RequestRefused, public_requests.RequestFailed) as error:
        return Finding(address, at, str(error)[:200])
    return Finding(address, at, f"HTTP {answer.status}" if answer.status >= FIRST_ERROR else "")


@transaction.atomic
def note(*, service_id: int, finding: Finding) -> ServiceCheck | None:
    """Count the failure, or begin anew; propose a draft once there are enough."""
    service = Service.objects.select_for_update(of=("self",)).filter(pk=service_id).first()
    if service is None or service.status_address != finding.address:  # changed meanwhile
        return None
    row, _made = ServiceCheck.objects.get_or_create(service=service)
    if row.asked_address != finding.address:
        row.failures, row.failing_since = 0, None
    row.asked_address, row.checked_at, row.trouble = finding.address, finding.at, finding.trouble
    if finding.trouble:
        row.failures += 1
        row.failing_since = row.failing_since or finding.at
        if row.failures >= service.failures_before_draft and not is_known(row):
            row.draft = _propose(row)
    else:
        row.failures, row.failing_since, row.answered_at = 0, None, finding.at
    row.save()
    return row


def is_known(row: ServiceCheck) -> bool:
    """Whether the team knows already: a draft waits, was put aside during these very failures, or the log says that
    this service has a trouble or a maintenance now."""
    draft = row.draft
    if draft is not None and not draft.is_published:
        return draft.ends_at is None or draft.ends_at >= row.failing_since
    return Incident.objects.published().ongoing().on_service(row.service).exists()


def _propose(row: ServiceCheck) -> Incident:
    with override(settings.LANGUAGE_CODE):
        draft = actions.open_incident(
            title=_("%(service)s does not answer") % {"service": row.service.name},
            services={row.service: ServiceState.MAJOR_OUTAGE},
            kind=Kind.INCIDENT,
            severity=Severity.MAJOR,
            starts_at=row.failing_since,
            is_published=False,
        )
        telling.tell(
            kind=news.DRAFT_KIND,
            people=team(),
            key=f"incident-draft-{draft.pk}",
            title=_("%(service)s does not answer: a draft of an incident waits") % {"service": row.service.name},
            text=_("Nothing is published. %(count)s checks in a row failed, the last one because: %(trouble)s")
            % {"count": row.failures, "trouble": row.trouble},
            url=reverse("incident_tell", args=[draft.pk]),
        )
    return draft
