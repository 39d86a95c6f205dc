"""The log of the demonstration host, told through the same actions as a real one."""

from datetime import datetime
from pathlib import Path

import yaml
from django.db import transaction

from hosting.services.models import Service

from . import actions
from .models import Incident, Kind, UpdateState

LOG = Path(__file__).parent / "content" / "incidents.yaml"


@transaction.atomic
def load() -> dict[str, int]:
    """{"incidents": …, "maintenances": …}; nothing when the log has an entry already."""
    if Incident.objects.exists():
        return {}
    source = yaml.safe_load(LOG.read_text(encoding="utf-8"))
    services = {one.slug: one for one in Service.objects.all()}
    incidents = sorted(source["incidents"], key=lambda row: row["start"])
    for row in incidents:
        _tell(row, services)
    maintenances = source.get("maintenances", ())
    for row in maintenances:
        _announce(row, services)
    return {"incidents": len(incidents), "maintenances": len(maintenances)}


def _tell(row: dict, services: dict[str, Service]) -> None:
    first, *others = row["updates"]
    incident = actions.open_incident(
        title=row["title"],
        services=_states(row["services"], services),
        severity=row["severity"],
        starts_at=row["start"],
        summary=row.get("summary", ""),
        data_lost=row["data_lost"],
        postmortem=row.get("postmortem", "").strip(),
        state=first["state"],
        text=_one_paragraph(first["text"]),
    )
    for update in others:
        text, at = _one_paragraph(update["text"]), update["at"]
        if update["state"] == UpdateState.RESOLVED:
            actions.resolve_incident(incident=incident, text=text, at=_end(row, at))
        else:
            states = _states(update.get("services", ()), services)
            actions.add_update(incident=incident, state=update["state"], text=text, at=at, services=states)


def _states(rows, services: dict[str, Service]) -> dict[Service, str]:
    return {services[one["slug"]]: one["state"] for one in rows if one["slug"] in services}


def _announce(row: dict, services: dict[str, Service]) -> None:
    actions.open_incident(
        title=row["title"],
        kind=Kind.MAINTENANCE,
        services={services[slug]: "slow" for slug in row["services"] if slug in services},
        starts_at=row["start"],
        ends_at=row["end"],
        summary=_one_paragraph(row["text"]),
        to_do=_one_paragraph(row.get("to_do", "")),
        fixes=_one_paragraph(row.get("fixes", "")),
    )


def _end(row: dict, at: datetime) -> datetime:
    return row.get("end") or at


def _one_paragraph(text: str) -> str:
    return " ".join(text.split())
