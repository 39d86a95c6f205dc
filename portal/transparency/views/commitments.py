"""The charter in public: the edition to which the host answers, each of its criteria with where it stands, in words,
the page that shows it, and the day. Former editions stay as they ended, each at its own address."""

from collections import Counter

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from portal.core.dates import date_format

from ..models import CharterEdition, Criterion
from .house import rules

LOOKS = {"held": "done", "partial": "doing", "not_held": "bad", "to_check": "plan", "not_applicable": ""}
COUNTS = {
    "to_check": ngettext_lazy("%(count)s to check", "%(count)s to check", "count"),
    "held": ngettext_lazy("%(count)s held", "%(count)s held", "count"),
    "partial": ngettext_lazy("%(count)s partly held", "%(count)s partly held", "count"),
    "not_held": ngettext_lazy("%(count)s not held", "%(count)s not held", "count"),
    "not_applicable": ngettext_lazy("%(count)s not applicable", "%(count)s not applicable", "count"),
}


def commitments(request):
    """The edition in force; before there is one, the rules alone."""
    editions = _readable()
    return _shown(request, next((one for one in editions if one.is_current), None), editions)


def edition(request, slug: str):
    """One edition, in force or not, at the address that stays its own."""
    editions = _readable()
    found = next((one for one in editions if one.slug == slug), None)
    if found is None:
        raise Http404
    return _shown(request, found, editions)


def _readable() -> list[CharterEdition]:
    """All that have a page, in one query: they are few."""
    return list(CharterEdition.objects.readable())


def _shown(request, one: CharterEdition | None, editions: list[CharterEdition]):
    criteria = list(one.criteria.filter(in_force=True)) if one else []
    for criterion in criteria:
        criterion.look = LOOKS[criterion.state]
    counts = Counter(criterion.state for criterion in criteria)
    context = {
        "nav_section": "none",
        "band": {
            "title": _("Our commitments"),
            "lead": _("What the charter of the CHATONS collective asks, in our own words, and where we stand."),
            "facts": [words % {"count": counts[value]} for value, words in COUNTS.items() if counts[value]],
        },
        "edition": one,
        "reviewed_on": _latest(criteria),
        "parts": [
            {"name": label, "slug": value, "criteria": [one for one in criteria if one.part == value]}
            for value, label in Criterion.Part.choices
            if any(one.part == value for one in criteria)
        ],
        "others": [_link(former) for former in editions if former.is_former and former != one],
        "texts": rules(),
    }
    return render(request, "transparency/commitments.html", context)


def _link(former: CharterEdition) -> dict:
    until = _("until %(day)s") % {"day": date_format(former.ended_on, "j F Y")}
    return {"title": f"{former.name}, {until}", "url": former.get_absolute_url()}


def _latest(criteria) -> str:
    """The day of the last review, in words; "" before the first."""
    days = [one.reviewed_on for one in criteria if one.reviewed_on]
    return date_format(max(days), "j F Y") if days else ""
