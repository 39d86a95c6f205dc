"""Loads the families and types that every host starts with, and the demonstration's catalogue.

Adds what is missing; never touches what is there.
"""

from pathlib import Path

import yaml
from django.db import transaction

from portal.core import page_cache

from .models import Component, Service, ServiceFamily, ServiceType

CATALOGUE = Path(__file__).parent / "content" / "services.yaml"
# Names in the file that are columns as they are.
SAME_NAME = (
    "name",
    "summary",
    "description",
    "software",
    "software_url",
    "version",
    "licence",
    "source_url",
    "address",
    "access",
    "access_note",
    "connector",
    "location",
    "backups",
    "retention",
    "support",
    "price",
    "status_address",
)


def _source() -> dict:
    return yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))


@transaction.atomic
def load_families() -> dict[str, int]:
    """{"families": …, "types": …}: how many were added."""
    before = ServiceFamily.objects.count(), ServiceType.objects.count()
    _taxonomy(_source()["families"])
    return {"families": ServiceFamily.objects.count() - before[0], "types": ServiceType.objects.count() - before[1]}


@transaction.atomic
def load() -> dict[str, int]:
    """{"services": how many invented services were added}."""
    source = _source()
    families, types = _taxonomy(source["families"])
    known = set(Service.objects.values_list("slug", flat=True))
    added = 0
    for position, row in enumerate(source["services"], start=1):
        if row["slug"] in known:
            continue
        service = Service.objects.create(
            slug=row["slug"],
            family=families[row["family"]],
            position=position * 10,
            art="" if row.get("art") in (None, "none") else row["art"],
            replaces=", ".join(row.get("replaces", ())),
            export_formats=", ".join(row.get("export_formats", ())),
            openness=row.get("open", Service.Openness.OPEN),
            opened_on=row.get("opened"),
            **{name: (row.get(name) or "").strip() for name in SAME_NAME},
        )
        service.types.set(types[slug] for slug in row.get("types", ()))
        Component.objects.bulk_create(
            Component(service=service, name=name, position=place)
            for place, name in enumerate(row.get("components", ()), start=1)
        )
        added += 1
    page_cache.purge()
    return {"services": added}


def _taxonomy(rows) -> tuple[dict, dict]:
    """Families and types by the short names of the file, made where they are missing."""
    families, types = {}, {}
    for position, row in enumerate(rows, start=1):
        family, _created = ServiceFamily.objects.get_or_create(name=row["name"], defaults={"position": position})
        families[row["slug"]] = family
        for one in row["types"]:
            types[one["slug"]], _created = ServiceType.objects.get_or_create(
                name=one["name"], defaults={"family": family}
            )
    return families, types
