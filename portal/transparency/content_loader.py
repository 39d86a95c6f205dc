"""Loads the shipped texts, report, register, infrastructure and criteria. What exists is never overwritten."""

from pathlib import Path

import yaml
from django.db import transaction

from portal.core import directives, page_cache

from . import actions
from .figure_labels import FIGURES
from .models import (
    ActivityReport,
    Criterion,
    DatedText,
    LegalRequestYear,
    ReportFigure,
    ReportLine,
    StandingPage,
    TextVersion,
)
from .models.texts import ROOT_SLUGS

CONTENT = Path(__file__).parent / "content"


@transaction.atomic
def load() -> dict[str, int]:
    """How many texts, reports, years, pages and criteria were added."""
    counts = {
        "texts": sum(_text(position, slug) for position, slug in enumerate(ROOT_SLUGS)),
        "reports": sum(_report(path) for path in sorted((CONTENT / "reports").glob("*.md"))),
        **_register(),
        "pages": _infrastructure(),
        "criteria": _criteria(),
    }
    page_cache.purge()
    return counts


def _text(position: int, slug: str) -> bool:
    path = CONTENT / slug / "1.md"
    if not path.exists() or DatedText.objects.filter(slug=slug).exists():
        return False
    front, body, line = directives.split_front_matter(path.read_text(encoding="utf-8"), path=f"{slug}/1.md")
    pieces = list(directives.pieces(body, first_line=line, path=f"{slug}/1.md"))
    document = DatedText.objects.create(slug=slug, title=front["title"], position=position)
    version = TextVersion.objects.create(
        document=document,
        number=front["number"],
        short="\n\n".join(piece.text for piece in pieces if piece.kind == "short"),
        full="\n\n".join(piece.text for piece in pieces if piece.kind == "text"),
        reason=front["reason"],
        acceptance_required=front["acceptance_required"],
        effective_on=front["effective"],
    )
    actions.publish_version(version=version, published_on=front["published"])
    return True


def _report(path: Path) -> bool:
    front, body, _line = directives.split_front_matter(path.read_text(encoding="utf-8"), path=path.name)
    if ActivityReport.objects.filter(year=front["year"]).exists():
        return False
    report = ActivityReport.objects.create(
        year=front["year"],
        title=front["title"],
        summary=front["summary"],
        body=body.strip(),
        published_on=front["published"],
    )
    ReportFigure.objects.bulk_create(_figures(report, front))
    for side, rows in ((ReportLine.Side.INCOME, front["income"]), (ReportLine.Side.EXPENDITURE, front["expenditure"])):
        ReportLine.objects.bulk_create(
            ReportLine(report=report, side=side, label=row["label"], amount=row["amount"], position=position)
            for position, row in enumerate(rows)
        )
    return True


def _figures(report: ActivityReport, front: dict):
    position = 0
    for name, value in front["figures"].items():
        label, unit, chart = FIGURES.get(name, (name.replace("_", " ").capitalize(), "", ""))
        position += 1
        yield ReportFigure(
            report=report,
            name=name.replace("_", "-"),
            label=label,
            unit=unit,
            chart=chart,
            value=value,
            position=position,
        )
    names = _service_names()
    for row in front.get("availability", ()):
        position += 1
        yield ReportFigure(
            report=report,
            name=f"availability-{row['service']}",
            label=names.get(row["service"], row["service"]),
            unit="%",
            chart="Disponibilité",
            value=row["percent"],
            position=position,
        )


def _service_names() -> dict[str, str]:
    from hosting.services.models import Service

    return dict(Service.objects.values_list("slug", "name"))


def _register() -> dict[str, int]:
    source = yaml.safe_load((CONTENT / "legal-requests.yaml").read_text(encoding="utf-8"))
    years = 0
    for row in source["years"]:
        _year, created = LegalRequestYear.objects.get_or_create(
            year=row["year"], defaults={"note": row["note"].strip(), "published_on": row["published"]}
        )
        years += created
    StandingPage.objects.get_or_create(
        slug="requetes", defaults={"title": "Requêtes administratives", "body": source["procedure"].strip()}
    )
    return {"years of requests": years}


def _infrastructure() -> int:
    path = CONTENT / "infrastructure.md"
    front, body, _line = directives.split_front_matter(path.read_text(encoding="utf-8"), path=path.name)
    _page, created = StandingPage.objects.get_or_create(
        slug=front["slug"], defaults={"title": front["title"], "body": body.strip(), "updated_on": front["updated"]}
    )
    return int(created)


def _criteria() -> int:
    source = yaml.safe_load((CONTENT / "charter.yaml").read_text(encoding="utf-8"))
    known = set(Criterion.objects.values_list("code", flat=True))
    rows = [
        Criterion(
            code=row["id"],
            part=row["part"],
            level=row["level"],
            text=row["text"],
            state=row["state"],
            evidence=row.get("evidence", ""),
            evidence_url=row.get("evidence_url", ""),
            position=position,
        )
        for position, row in enumerate(source["criteria"])
        if row["id"] not in known
    ]
    Criterion.objects.bulk_create(rows)
    return len(rows)
