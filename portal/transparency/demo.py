"""What the demonstration host publishes of itself: its rules in force, a year of accounts, a survey, a year of
nights, requests, machines.

Invented, so never loaded on a real host. What somebody has changed is left alone.
"""

from pathlib import Path

import yaml
from django.db import transaction

from accounts.people.demo import DEMO_PEOPLE, address_of
from accounts.people.models import Consent, User
from portal.core import directives, page_cache

from . import actions, demo_house, demo_survey, demo_year
from .consents import record_consents
from .content_loader import CONTENT, draft_fields, text_file
from .figure_labels import FIGURES
from .models import (
    ActivityReport,
    LegalRequestYear,
    PublishedFacts,
    ReportFigure,
    ReportLine,
    StandingPage,
    TextVersion,
)
from .models.texts import ROOT_SLUGS


@transaction.atomic
def load() -> dict[str, int]:
    """How many texts were published, and how much was added of all else."""
    counts = {
        "texts published": sum(_publish(slug) for slug in ROOT_SLUGS),
        "texts accepted": _accept(),
        "surveys": demo_survey.load(),
        "reports": sum(_report(path) for path in sorted((CONTENT / "reports").glob("*.md"))),
        **_register(),
        "pages": _infrastructure(),
        "facts": _facts(),
        **demo_house.load(),
        "figures of a year of nights": demo_year.load(),
    }
    page_cache.purge()
    return counts


def _publish(slug: str) -> bool:
    """Put the shipped draft of a text in force on the days of its file, while nobody has changed it."""
    found = text_file(slug)
    draft = TextVersion.objects.drafts().filter(document__slug=slug, number=1).first()
    if found is None or draft is None:
        return False
    if any(getattr(draft, name) != value for name, value in draft_fields(*found).items()):
        return False
    front, _pieces = found
    draft.reason, draft.effective_on = front["reason"], front["effective"]
    draft.save()
    actions.publish_version(version=draft, published_on=front["published"])
    return True


def _accept() -> int:
    """The people of the demonstration accepted the terms when they came."""
    people = User.objects.filter(email__in=[address_of(key) for key in DEMO_PEOPLE])
    before = Consent.objects.count()
    for person in people:
        record_consents(person=person)
    return Consent.objects.count() - before


def _report(path: Path) -> bool:
    front, body, _line = directives.split_front_matter(path.read_text(encoding="utf-8"), path=path.name)
    if ActivityReport.objects.filter(year=front["year"]).exists():
        return False
    report = ActivityReport.objects.create(
        year=front["year"],
        title=front["title"],
        summary=front["summary"],
        body=body.strip(),
    )
    ReportFigure.objects.bulk_create(_figures(report, front))
    for side, rows in ((ReportLine.Side.INCOME, front["income"]), (ReportLine.Side.EXPENDITURE, front["expenditure"])):
        ReportLine.objects.bulk_create(
            ReportLine(report=report, side=side, label=row["label"], amount=row["amount"], position=position)
            for position, row in enumerate(rows)
        )
    demo_survey.put_into(report)
    report.published_on = front["published"]
    report.save()
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


def _facts() -> int:
    """What the host says of itself in its ChatonsInfos files: no member of the collective yet."""
    if PublishedFacts.objects.exists():
        return 0
    PublishedFacts(pk=1, values=yaml.safe_load((CONTENT / "chatonsinfos.yaml").read_text(encoding="utf-8"))).save()
    return 1
