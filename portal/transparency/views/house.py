"""What the host says of its house: overview, requests by authorities, infrastructure, commitments."""

from collections import Counter

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.dates import date_format
from portal.figures.spreadsheets import csv_answer

from .. import requests_told
from ..models import ActivityReport, Criterion, DatedText, StandingPage, Survey
from .texts import unwritten


def _crumbs() -> list[dict]:
    return [{"title": _("Transparency"), "url": "/transparence/"}]


def _texts() -> list[dict]:
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
        "texts": _texts(),
        "surveys": [{"title": one.title, "url": one.get_absolute_url()} for one in Survey.objects.told()],
        "has_infrastructure": StandingPage.objects.filter(slug="infrastructure").exists(),
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


def infrastructure(request):
    """What runs where, who holds the keys, how it is saved."""
    page = StandingPage.objects.filter(slug="infrastructure").first()
    if page is None:
        return unwritten(request, _("Infrastructure"))
    band = {
        "title": page.title,
        "crumbs": _crumbs(),
        "facts": [_("Checked on %(day)s") % {"day": date_format(page.updated_on, "j F Y")}],
    }
    return render(request, "transparency/standing.html", {"nav_section": "none", "band": band, "page": page})


def commitments(request):
    """The criteria of the charter, with where each stands and the page that shows it."""
    criteria = list(Criterion.objects.all())
    parts = [
        {"name": label, "slug": value, "criteria": [one for one in criteria if one.part == value]}
        for value, label in Criterion.Part.choices
    ]
    counts = Counter(one.state for one in criteria)
    facts = [f"{counts[value]} {label}" for value, label in Criterion.State.choices if counts[value]]
    band = {
        "title": _("Our commitments"),
        "lead": _("What the charter of the CHATONS collective asks, in our own words, and where we stand."),
        "facts": facts,
    }
    kinds = {"held": "done", "partial": "doing", "not_held": "bad", "to_check": "plan", "not_applicable": ""}
    for one in criteria:
        one.look = kinds[one.state]
    context = {"nav_section": "none", "band": band, "parts": [part for part in parts if part["criteria"]]}
    context["texts"] = _texts()
    return render(request, "transparency/commitments.html", context)
