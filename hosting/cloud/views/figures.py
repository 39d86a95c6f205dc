"""/territoire/chiffres/: what the steering committee looks at, as a table and as a file."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.organisations import host
from accounts.organisations.rules import territories_in_care_of
from portal.figures.spreadsheets import csv_answer

from ..sizes import space_in_words
from ..territory_figures import Figures, figures_of
from .desk import desk_page
from .lists import desk_crumb

GIGABYTE = 1024**3


@desk_page
def figures(request):
    """Each territory in one's care, with all below it."""
    found = figures_of(territories_in_care_of(request.user))
    context = {
        "table": {
            "caption": _("Each line counts a territory and all below it"),
            "head": [{"text": text, "num": place > 0} for place, text in enumerate(_head())],
            "rows": [_row(one, found[0].territory.depth) for one in found],
        },
        "band": {
            "title": _("Figures by territory"),
            "field": "leaf",
            "crumbs": [desk_crumb()],
            "links": [{"label": _("Download the table (CSV)"), "url": reverse("cloud:figures_csv")}],
        },
        "nav_section": "account",
    }
    return render(request, "cloud/figures.html", context)


@desk_page
def figures_csv(request):
    """The same with plain numbers: days, and space in GB."""
    rows = [[_("Code"), *_head()]]
    for one in figures_of(territories_in_care_of(request.user)):
        sizes = [round(size / GIGABYTE, 1) for size in (one.used_bytes, one.granted_bytes)]
        counts = [one.waiting, one.oldest_days, one.decision_days, one.active, *sizes]
        rows.append([one.territory.code, one.territory.name, *_organisations(one), *counts])
    return csv_answer(rows, "territoires")


def _head() -> list[str]:
    return [
        _("Territory"),
        *([_("Associations")] if host.has_organisations() else []),
        _("Requests waiting"),
        _("Oldest, in days"),
        _("Days to a decision"),
        _("Active accounts"),
        _("Space used"),
        _("Space granted"),
    ]


def _organisations(one: Figures) -> list[int]:
    """The first figure; a host without associations does without."""
    return [one.organisations] if host.has_organisations() else []


def _row(one: Figures, top: int) -> list[dict]:
    values = [*_organisations(one), one.waiting, _days(one.oldest_days), _days(one.decision_days), one.active]
    values += [space_in_words(one.used_bytes), space_in_words(one.granted_bytes)]
    # deeper territories stand a little to the right of theirs, and no space breaks there
    name = "\u00a0" * 3 * (one.territory.depth - top) + one.territory.name
    return [{"text": name}, *({"text": value, "num": True} for value in values)]


def _days(count: int | None) -> str:
    return "–" if count is None else ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
