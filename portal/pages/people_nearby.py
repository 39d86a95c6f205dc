"""Who helps where: the referents of each territory, by public name, never with an address."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.organisations.models import Referent, Territory


def territories() -> list[tuple[Territory, list[Referent], Territory | None]]:
    """Every department, and whatever else has referents of today, in the order of the tree; a department without any
    comes with the territory above whose referents answer for it, if there is one. Three queries."""
    found: dict[str, list[Referent]] = {}
    rows = Referent.objects.current().select_related("person", "territory").with_replacements()
    for one in rows.order_by("person__public_name", "pk"):
        found.setdefault(one.territory.path, []).append(one)
    shown = Territory.objects.filter(Q(level=Territory.Level.DEPARTMENT) | Q(path__in=found)).order_by("path")
    by_path = {territory.path: territory for territory in shown}
    return [
        (
            territory,
            found.get(territory.path, []),
            None if territory.path in found else _above(territory, by_path, found),
        )
        for territory in shown
    ]


def _above(territory: Territory, by_path: dict, found: dict) -> Territory | None:
    """The nearest one above that has referents."""
    ends = range(len(territory.path) - Territory.steplen, 0, -Territory.steplen)
    return next((by_path[territory.path[:end]] for end in ends if territory.path[:end] in found), None)


def places() -> list[dict]:
    """For components/places.html: one line a department."""
    departments = [row for row in territories() if row[0].level == Territory.Level.DEPARTMENT]
    return [_place(*row) for row in departments]


def _place(territory: Territory, referents: list[Referent], above: Territory | None) -> dict:
    names = ", ".join(one.answering.public_name for one in referents)
    if not names:
        names = above.name if above else _("Nobody for now: write to the team")
    hours = [one.availability for one in referents if one.availability and not one.replacement]
    return {
        "code": territory.code,
        "name": names,
        "url": f"/contact/#territory-{(above or territory).pk}",
        "line": ", ".join([territory.name, *hours]),
    }
