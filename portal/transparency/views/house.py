"""What the host says of its house: overview, requests by authorities."""

from collections import Counter

from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.core.dates import date_format

from ..models import (
    ActivityReport,
    DatedText,
    LegalRequest,
    LegalRequestYear,
    Machine,
    Partner,
    StandingPage,
    TeamMember,
)


def _crumbs() -> list[dict]:
    return [{"title": _("Transparency"), "url": "/transparence/"}]


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
        "texts": [{"title": one.title, "url": one.get_absolute_url()} for one in DatedText.objects.readable()],
        "has_infrastructure": StandingPage.objects.filter(slug="infrastructure").exists()
        or Machine.objects.shown().exists(),
        "has_team": TeamMember.objects.exists() or Partner.objects.exists(),
    }
    return render(request, "transparency/overview.html", context)


def requests(request):
    """The register of requests by authorities, in aggregate per year; « none » is said too."""
    years = LegalRequestYear.objects.exclude(published_on=None)
    found: dict[int, list[LegalRequest]] = {}
    for one in LegalRequest.objects.publishable():
        found.setdefault(one.month.year, []).append(one)
    band = {
        "title": _("Requests by authorities"),
        "lead": _("How many we received, of which kind, and what we answered. Never a name."),
        "crumbs": _crumbs(),
    }
    context = {
        "nav_section": "none",
        "band": band,
        "years": [_year(one, found.get(one.year, [])) for one in years],
        "procedure": StandingPage.objects.filter(slug="requetes").first(),
    }
    return render(request, "transparency/requests.html", context)


def _year(year: LegalRequestYear, rows: list[LegalRequest]) -> dict:
    kinds, answers = Counter(one.kind for one in rows), Counter(one.answer for one in rows)
    table_rows = [
        [{"text": label}, {"text": str(counts[value]), "num": True}]
        for counts, choices in ((kinds, LegalRequest.Kind), (answers, LegalRequest.Answer))
        for value, label in choices.choices
        if counts[value]
    ]
    table_rows.append(
        [{"text": _("Accounts concerned")}, {"text": str(sum(one.accounts for one in rows)), "num": True}]
    )
    table = {
        "caption": _("Requests of %(year)s") % {"year": year.year},
        "head": [{"text": _("Kind or answer")}, {"text": _("Number"), "num": True}],
        "rows": table_rows,
        "foot": [{"text": _("Total")}, {"text": str(len(rows)), "num": True}],
    }
    return {"year": year.year, "note": year.note, "count": len(rows), "table": table if rows else None}
