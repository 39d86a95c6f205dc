"""Activity reports: page, PDF, CSV, JSON; the latest revision of a year, and each one at an address that stays."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from portal.core.dates import date_format
from portal.figures.spreadsheets import csv_answer

from .. import report_figures
from ..models import ActivityReport, Survey
from .texts import pdf_answer


def _host_name(request) -> str:
    """Who publishes, as every page knows it."""
    from portal.core import context

    return str(context.page(request)["host"].name)


def _published(year: int, revision: int | None) -> ActivityReport:
    """That revision; without one, the latest."""
    reports = ActivityReport.objects.prefetch_related("figures", "lines")
    if revision is None:
        return get_object_or_404(reports.published(), year=year)
    return get_object_or_404(reports.exclude(published_on=None), year=year, revision=revision)


def report(request, year: int, revision: int | None = None):
    return report_page(request, _published(year, revision))


def report_page(request, one: ActivityReport):
    """A report as its readers see it; also a draft, shown to those who write it."""
    before = report_figures.year_before(one)
    revisions = list(ActivityReport.objects.filter(year=one.year).exclude(published_on=None).order_by("-revision"))
    context = {
        "nav_section": "none",
        "band": _band(one),
        "report": one,
        "groups": report_figures.charts(one, before),
        "others": report_figures.other_figures(one, before),
        "result": report_figures.result(one, before),
        "newest": revisions[0] if revisions and revisions[0].revision > one.revision else None,
        "revisions": _revisions(revisions) if len(revisions) > 1 else [],
        "counted": any(figure.name.startswith(("people", "visits")) for figure in one.figures.all()),
        "survey": Survey.objects.told().filter(year=one.year).first(),
    }
    return render(request, "transparency/report.html", context)


def _band(one: ActivityReport) -> dict:
    band = {
        "title": one.title,
        "lead": one.summary,
        "crumbs": [{"title": _("Transparency"), "url": "/transparence/"}],
    }
    if one.published_on is None:
        return band | {"facts": [_("Draft")]}
    facts = [_("Published on %(day)s") % {"day": date_format(one.published_on, "j F Y")}]
    if one.correction:
        facts.append(_("Corrected: %(what)s") % {"what": one.correction})
    files = [("PDF", "rapport.pdf"), ("CSV", "rapport.csv"), ("JSON", "rapport.json")]
    if one.lines.all():
        files.append((_("Accounts (CSV)"), "comptes.csv"))
    base = one.get_revision_url()
    return band | {"facts": facts, "links": [{"label": label, "url": base + name} for label, name in files]}


def _revisions(revisions: list[ActivityReport]) -> list[dict]:
    """Every published one, latest first, with why there is another."""
    return [
        {
            "title": _("Version %(number)s") % {"number": one.revision},
            "url": one.get_revision_url(),
            "text": one.correction,
            "meta": _("published on %(day)s") % {"day": date_format(one.published_on, "j F Y")},
        }
        for one in revisions
    ]


def report_pdf(request, year: int, revision: int | None = None):
    one = _published(year, revision)
    return pdf_answer(report_figures.as_pdf(one, _host_name(request)), _file_name(one))


def report_json(request, year: int, revision: int | None = None):
    one = _published(year, revision)
    return JsonResponse(report_figures.as_data(one), json_dumps_params={"ensure_ascii": False, "indent": 2})


def report_csv(request, year: int, revision: int | None = None):
    one = _published(year, revision)
    return csv_answer(report_figures.as_rows(one), _file_name(one))


def accounts_csv(request, year: int, revision: int | None = None):
    one = _published(year, revision)
    return csv_answer(report_figures.account_rows(one), f"comptes-{one.year}")


def _file_name(one: ActivityReport) -> str:
    return f"rapport-{one.year}" if one.revision == 1 else f"rapport-{one.year}-{one.revision}"
