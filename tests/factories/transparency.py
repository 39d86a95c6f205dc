"""Dated texts and reports."""

from datetime import date

import factory
from django.utils import timezone

from portal.transparency import actions
from portal.transparency.models import ActivityReport, DatedText, ReportFigure, ReportLine, TextVersion


class DatedTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DatedText

    slug = "cgu"
    title = "Conditions générales d’utilisation"


class DraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TextVersion

    document = factory.SubFactory(DatedTextFactory)
    number = 1
    short = "- **Vos fichiers** sont à vous."
    full = "## Article 1\n\nTout le texte."
    reason = "Première version"


def published(**fields) -> TextVersion:
    """A published version, in effect today unless `effective_on` says otherwise."""
    draft = DraftFactory(**{"effective_on": timezone.localdate(), **fields})
    return actions.publish_version(version=draft)


def published_report(*, year: int = 2025, lines: tuple = (), figures: tuple = (), **fields) -> ActivityReport:
    """A report with lines of (side, label, amount) and figures of (name, label, value, chart)."""
    fields = {"title": f"Rapport {year}", "body": "Des mots.", **fields}
    report = ActivityReport.objects.create(year=year, **fields)
    ReportLine.objects.bulk_create(
        ReportLine(report=report, side=side, label=label, amount=amount) for side, label, amount in lines
    )
    ReportFigure.objects.bulk_create(
        ReportFigure(report=report, name=name, label=label, value=value, chart=chart)
        for name, label, value, chart in figures
    )
    ActivityReport.objects.filter(pk=report.pk).update(published_on=date(year + 1, 3, 27))
    return ActivityReport.objects.get(pk=report.pk)
