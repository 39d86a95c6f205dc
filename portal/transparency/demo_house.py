"""The demonstration's machines, lists of packages, team and partners, and what it says of the charter."""

from datetime import date

import yaml

from hosting.services.models import Service

from . import charter, kept_packages
from .content_loader import CONTENT, charter_file
from .models import Criterion, Machine, Partner, TeamMember
from .packages import read_list


def load() -> dict[str, int]:
    """How many were added of each; what somebody has changed is left alone."""
    source = yaml.safe_load((CONTENT / "house.yaml").read_text(encoding="utf-8"))
    return {
        "machines": sum(_machine(place, row) for place, row in enumerate(source["machines"])),
        "people of the team": _once(TeamMember, source["team"]),
        "partners": _once(Partner, source["partners"]),
        "pieces of evidence": _evidence(),
    }


def _machine(place: int, row: dict) -> bool:
    services, days, since = row.pop("services"), row.pop("lists", ()), row.pop("since")
    if Machine.objects.filter(slug=row["slug"]).exists():
        return False
    machine = Machine.objects.create(position=place, known_since=since, **row)
    machine.services.set(Service.objects.filter(slug__in=services))
    for day in days:
        _list(machine, day)
    return True


def _list(machine: Machine, day: date) -> None:
    content = (CONTENT / "packages" / f"{machine.slug}-{day}.txt").read_bytes()
    kept_packages.keep_list(machine=machine, taken_on=day, reading=read_list(content))


def _once(model, rows: list[dict]) -> int:
    """All of them on a site that has none."""
    if model.objects.exists():
        return 0
    return len(model.objects.bulk_create(model(position=place, **row) for place, row in enumerate(rows)))


def _evidence() -> int:
    """Where the demonstration stands, on criteria that nobody has looked at."""
    untouched = Criterion.objects.filter(state=Criterion.State.TO_CHECK, evidence="", evidence_url="", reviews=None)
    rows = {row["id"]: row for row in charter_file()["criteria"]}
    changed = [one for one in untouched if rows.get(one.code, {}).get("evidence")]
    for one in changed:
        row = rows[one.code]
        charter.review_criterion(
            criterion=one,
            state=row.get("demo_state", Criterion.State.TO_CHECK),
            evidence=row["evidence"],
            evidence_url=row.get("evidence_url", ""),
            note=row.get("note", ""),
            confirmed=False,
            by=None,
        )
    return len(changed)
