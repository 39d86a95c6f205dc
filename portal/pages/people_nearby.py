"""Who helps where: the referents of each department, by public name, never with an address."""

from django.utils.translation import gettext as _

from accounts.organisations.models import Referent, Territory


def departments() -> list[tuple[Territory, list[Referent]]]:
    """Each department with its referents of today. Two queries."""
    found: dict[int, list[Referent]] = {}
    rows = Referent.objects.current().select_related("person").order_by("person__public_name", "pk")
    for one in rows:
        found.setdefault(one.territory_id, []).append(one)
    territories = Territory.objects.filter(level=Territory.Level.DEPARTMENT).order_by("code")
    return [(territory, found.get(territory.pk, [])) for territory in territories]


def places() -> list[dict]:
    """For components/places.html: one line a department."""
    return [_place(territory, referents) for territory, referents in departments()]


def _place(territory: Territory, referents: list[Referent]) -> dict:
    names = ", ".join(one.person.public_name for one in referents) or _("Nobody for now: write to the team")
    hours = [one.availability for one in referents if one.availability]
    return {
        "code": territory.code,
        "name": names,
        "url": f"/contact/#territory-{territory.pk}",
        "line": ", ".join([territory.name, *hours]),
    }
