"""How things are, for machines: `/incidents/etat.json`, version 1.

Stable: names and codes below keep their meaning; what is added later may be left aside by readers; another meaning
would be another version at another address. The page /incidents/suivre/ says the same in French.

    version     1
    url         page of the log, documentation: page that explains this file
    updated_at  when something was said last (null while nothing was)
    state       the worst of the services': operational | slow | partial_outage | major_outage | maintenance
                (on the page: opérationnel, ralenti, panne partielle, panne majeure, en maintenance)
    services    [{slug, name, url, state, components: [{name, state}], availability_90_days: per cent or null}]
    incidents   open, then the latest, LATEST at most: [{number, url, title, summary, severity: minor | major |
                critical, starts_at, ends_at: null while open, data_lost, has_account,
                services: [{slug, state: the last before it was restored or the incident over, worst, restored_at}],
                updates: [{at, state: investigating | identified | monitoring | resolved | account, text,
                services: [{slug, state from then on}], those that changed alone}]}]
    maintenances  to come, under way and of the last 90 days: the same entries, with states planned | in_progress | done
                and phase: planned | in_progress | done

Moments are ISO 8601 in UTC. Texts are plain text.
"""

import json
from datetime import UTC
from itertools import accumulate

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone

from hosting.services.models import Service
from hosting.services.states import attach

from .calendars import maintenances
from .history import last_ninety_days
from .models import Incident, Kind
from .presentation import changes_by_message
from .states import component_states

LATEST = 30
UPDATES = 20  # the latest of each entry
# Of each of the two lists of entries: the oldest are left out above it.
WEIGHT = 80_000
ORDER = ("operational", "slow", "maintenance", "partial_outage", "major_outage")


def document(now=None) -> dict:
    """The whole file, in a constant number of queries."""
    now = now or timezone.now()
    site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    services = attach(Service.objects.in_catalogue().prefetch_related("components"))
    parts = component_states(now)
    incidents = Incident.objects.published().filter(kind=Kind.INCIDENT, starts_at__lte=now)
    entries = _light([_entry(one, site, now) for one in incidents.with_details().open_first(now)[:LATEST]])
    planned = _light([_entry(one, site, now) for one in maintenances(now)])
    said = [update["at"] for one in (*entries, *planned) for update in one["updates"]]
    return {
        "version": 1,
        "url": site + reverse("incidents:log"),
        "documentation": site + reverse("incidents:subscribe"),
        "updated_at": max(said, default=None),
        "state": max((one.state_now.code for one in services), key=ORDER.index, default="operational"),
        "services": [_service(one, site, parts) for one in last_ninety_days(services, now)],
        "incidents": entries,
        "maintenances": planned,
    }


def _light(entries: list[dict]) -> list[dict]:
    weights = accumulate(len(json.dumps(one, ensure_ascii=False).encode()) for one in entries)
    return [one for one, weight in zip(entries, weights, strict=True) if weight <= WEIGHT]


def _moment(value) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if value else None


def _service(history, site: str, parts) -> dict:
    service = history.service
    share = history.share
    return {
        "slug": service.slug,
        "name": service.name,
        "url": site + service.get_absolute_url(),
        "state": service.state_now.code,
        "components": [
            {"name": one.name, "state": parts.get(one.pk, "operational")} for one in service.components.all()
        ],
        "availability_90_days": None if share is None else round(share, 2),
    }


def _entry(one: Incident, site: str, now) -> dict:
    changes = changes_by_message(one)
    entry = {
        "number": one.number,
        "url": site + one.get_absolute_url(),
        "title": one.title,
        "summary": one.summary,
        "starts_at": _moment(one.starts_at),
        "ends_at": _moment(one.ends_at),
        "services": [
            {
                "slug": row.service.slug,
                "state": row.last_state(),
                "worst": row.worst_state(),
                "restored_at": _moment(row.restored_at),
            }
            for row in one.touched.all()
        ],
        "updates": [
            {
                "at": _moment(said.at),
                "state": said.state,
                "text": said.text,
                "services": [{"slug": service.slug, "state": state} for service, state in changes.get(said.pk, ())],
            }
            for said in list(one.updates.all())[-UPDATES:]
        ],
    }
    if one.is_maintenance:
        return entry | {"phase": one.phase_at(now)}
    return entry | {"severity": one.severity, "data_lost": one.data_lost, "has_account": bool(one.postmortem)}


def status_json(request) -> JsonResponse:
    """Read by anybody's program, from anybody's page."""
    response = JsonResponse(document(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
