"""Writes about activity reports: figures and accounts go into a draft; publication is for good; a correction is another
revision, which keeps the former as it was."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from portal.core import page_cache
from portal.search import actions as search_actions

from .models import ActivityReport, ReportFigure, ReportLine


class ReportPublished(ValueError):
    """It is out: a correction is drafted instead."""


class CorrectionUnexplained(ValueError):
    """A correction says what was corrected, for those who read the former."""


class CorrectionUnderWay(ValueError):
    """A year has one draft at a time."""


@transaction.atomic
def publish_report(*, report: ActivityReport) -> ActivityReport:
    """Publish a draft, today. Raises ReportPublished, CorrectionUnexplained."""
    report = _draft(report)
    if report.revision > 1 and not report.correction.strip():
        raise CorrectionUnexplained(str(report))
    report.published_on = timezone.localdate()
    report.save()
    page_cache.purge()
    transaction.on_commit(lambda: _index(report.year))
    return report


def _index(year: int) -> None:
    """Only the latest revision is found; the former leave the search."""
    for report in ActivityReport.objects.filter(year=year):
        search_actions.index(report)


@transaction.atomic
def draft_correction(*, report: ActivityReport, correction: str) -> ActivityReport:
    """A draft of the next revision of a published report, with its words, figures and accounts.

    Raises CorrectionUnexplained, CorrectionUnderWay."""
    if not correction.strip():
        raise CorrectionUnexplained(str(report))
    revisions = ActivityReport.objects.filter(year=report.year)
    list(revisions.select_for_update().order_by("pk"))  # of two who correct at once the second sees the first's draft
    latest = revisions.order_by("-revision").first()
    if latest.published_on is None:
        raise CorrectionUnderWay(str(latest))
    draft = ActivityReport.objects.create(
        year=latest.year,
        revision=latest.revision + 1,
        correction=correction.strip()[:300],
        title=latest.title,
        summary=latest.summary,
        body=latest.body,
    )
    for model in (ReportFigure, ReportLine):
        rows = list(model.objects.filter(report=latest))
        for row in rows:
            row.pk, row.report = None, draft
        model.objects.bulk_create(rows)
    return draft


@transaction.atomic
def put_figures(*, report: ActivityReport, rows, prefixes: tuple[str, ...] = ()) -> int:
    """Write figures (name, label, value, unit, chart) into a draft, in place of those of the same names, and of all
    whose names begin with one of `prefixes`; how many. A value of None is too few to tell, and left out."""
    report = _draft(report)
    rows = [row for row in rows if row[2] is not None]
    names = {row[0] for row in rows}
    old = [
        one.pk
        for one in ReportFigure.objects.filter(report=report)
        if one.name.replace("-", "_") in names or one.name.startswith(prefixes or ("\0",))
    ]
    ReportFigure.objects.filter(pk__in=old).delete()
    after = 1 + max(ReportFigure.objects.filter(report=report).values_list("position", flat=True), default=0)
    ReportFigure.objects.bulk_create(
        ReportFigure(
            report=report,
            name=name[:60],
            label=str(label)[:120],
            value=value,
            unit=unit,
            chart=chart[:60],
            position=place,
        )
        for place, (name, label, value, unit, chart) in enumerate(rows, start=after)
    )
    return len(rows)


@transaction.atomic
def replace_accounts(*, report: ActivityReport, lines: list[tuple[str, str, Decimal]]) -> int:
    """The accounts of a draft become these lines (side, label, amount); how many."""
    report = _draft(report)
    ReportLine.objects.filter(report=report).delete()
    ReportLine.objects.bulk_create(
        ReportLine(report=report, side=side, label=label, amount=amount, position=place)
        for place, (side, label, amount) in enumerate(lines, start=1)
    )
    return len(lines)


def _draft(report: ActivityReport) -> ActivityReport:
    """The row itself, locked; raises ReportPublished."""
    report = ActivityReport.objects.select_for_update().get(pk=report.pk)
    if report.published_on is not None:
        raise ReportPublished(str(report))
    return report
