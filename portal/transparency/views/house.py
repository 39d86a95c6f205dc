"""What the host says of its house: overview, requests by authorities."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.dates import date_format
from portal.figures.spreadsheets import csv_answer

from .. import requests_told
from ..models import ActivityReport, DatedText, Machine, Partner, StandingPage, Survey, TeamMember


def _crumbs() -> list[dict]:
    return [{"title": _("Transparency"), "url": "/transparence/"}]


def rules() -> list[dict]:
    return [{"title": one.title, "url": one.get_absolute_url()} for one in DatedText.objects.readable()]


def overview(request):
    """Everything the host publishes of itself, from one page."""
    reports = ActivityReport.objects.published()
    band = {
        "title": _("Transparency"),
        "lead": _("Accounts, figures, requests by authorities, machines and rules: what we promise to publish."),
    }
    context = {
        "nav_section": "none",
        "band": band,
        "reports": [
            {
                "title": one.title,
                "url": one.get_absolute_url(),
                "text": one.summary,
                "meta": date_format(one.published_on, "j F Y"),
            }
            for one in reports
        ],
        "texts": rules(),
        "surveys": [{"title": one.title, "url": one.get_absolute_url()} for one in Survey.objects.told()],
        "has_infrastructure": StandingPage.objects.filter(slug="infrastructure").exists()
        or Machine.objects.shown().exists(),
        "has_team": TeamMember.objects.exists() or Partner.objects.exists(),
    }
    return render(request, "transparency/overview.html", context)


def requests(request):
    """The register of requests by authorities, in aggregate per year; « none » is said too."""
    band = {
        "title": _("Requests by authorities"),
        "lead": _("How many we received, of which kind, and what we answered. Never a name."),
        "crumbs": _crumbs(),
        "links": [{"label": _("Download the table (CSV)"), "url": reverse("transparency:requests_csv")}],
    }
    context = {
        "nav_section": "none",
        "band": band,
        "years": [
            {"year": one.year, "note": one.note, "count": one.count, "table": requests_told.table(one)}
            for one in requests_told.years()
        ],
        "procedure": StandingPage.objects.filter(slug="requetes").first(),
    }
    return render(request, "transparency/requests.html", context)


def requests_csv(request):
    """The same as plain lines: year, what is counted, kind, number."""
    return csv_answer(requests_told.as_rows(), "demandes-d-autorites")
