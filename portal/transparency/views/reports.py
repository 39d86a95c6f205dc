"""Activity reports: page, PDF, CSV, JSON."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from portal.core.dates import date_format
from portal.figures.spreadsheets import csv_answer

from .. import report_figures
from ..models import ActivityReport
from .texts import pdf_answer


def _host_name(request) -> str:
    """Who publishes, as every page knows it."""
    from portal.core import context

    return str(context.page(request)["host"].name)


def _published():
    return ActivityReport.objects.published().prefetch_related("figures", "lines")


def report(request, year: int):
    """The latest published revision of a year."""
    one = get_object_or_404(_published(), year=year)
    facts = [_("Published on %(day)s") % {"day": date_format(one.published_on, "j F Y")}]
    if one.correction:
        facts.append(_("Corrected: %(what)s") % {"what": one.correction})
    base = one.get_absolute_url()
    context = {
        "nav_section": "none",
        "band": {
            "title": one.title,
            "lead": one.summary,
            "facts": facts,
            "crumbs": [{"title": _("Transparency"), "url": "/transparence/"}],
            "links": [
                {"label": "PDF", "url": f"{base}rapport.pdf"},
                {"label": "CSV", "url": f"{base}rapport.csv"},
                {"label": "JSON", "url": f"{base}rapport.json"},
            ],
        },
        "report": one,
        "groups": report_figures.charts(one),
        "others": report_figures.other_figures(one),
        "result": report_figures.written(one.result, "€"),
    }
    return render(request, "transparency/report.html", context)


def report_pdf(request, year: int):
    one = get_object_or_404(_published(), year=year)
    return pdf_answer(report_figures.as_pdf(one, _host_name(request)), f"rapport-{year}")


def report_json(request, year: int):
    one = get_object_or_404(_published(), year=year)
    return JsonResponse(report_figures.as_data(one), json_dumps_params={"ensure_ascii": False, "indent": 2})


def report_csv(request, year: int):
    one = get_object_or_404(_published(), year=year)
    return csv_answer(report_figures.as_rows(one), f"rapport-{year}")
