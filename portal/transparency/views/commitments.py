"""The charter in public: each criterion with where it stands, in words, the page that shows it, and the day."""

from collections import Counter

from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.core.dates import date_format

from ..models import Criterion
from .house import rules

LOOKS = {"held": "done", "partial": "doing", "not_held": "bad", "to_check": "plan", "not_applicable": ""}


def commitments(request):
    """The criteria of the charter, with where each stands and the page that shows it."""
    criteria = list(Criterion.objects.promised())
    for one in criteria:
        one.look = LOOKS[one.state]
    counts = Counter(one.state for one in criteria)
    confirmed = {one.charter_version for one in criteria if one.is_confirmed and one.charter_version}
    context = {
        "nav_section": "none",
        "band": {
            "title": _("Our commitments"),
            "lead": _("What the charter of the CHATONS collective asks, in our own words, and where we stand."),
            "facts": [f"{counts[value]} {label}" for value, label in Criterion.State.choices if counts[value]],
        },
        "versions": ", ".join(sorted(confirmed)),
        "reviewed_on": _latest(criteria),
        "parts": [
            {"name": label, "slug": value, "criteria": [one for one in criteria if one.part == value]}
            for value, label in Criterion.Part.choices
            if any(one.part == value for one in criteria)
        ],
        "texts": rules(),
    }
    return render(request, "transparency/commitments.html", context)


def _latest(criteria) -> str:
    """The day of the last review, in words; "" before the first."""
    days = [one.reviewed_on for one in criteria if one.reviewed_on]
    return date_format(max(days), "j F Y") if days else ""
