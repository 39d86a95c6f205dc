"""What the database holds already, read once for a whole file."""

from dataclasses import dataclass, field

from accounts.people.models import User
from portal.core.slugs import slug_of

from ..models import Organisation, Territory

AT_ONCE = 500  # values in one question; SQLite takes no more than a thousand or so


@dataclass
class Known:
    """Territories by code, organisations by short name, people by address."""

    territories: dict[str, Territory]
    organisations: dict[str, Organisation]
    people: dict[str, User]
    # (name, territory) → short name, of those that are here and those that the file adds
    slugs: dict[tuple[str, int], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, addresses: set[str]) -> "Known":
        organisations = {one.slug: one for one in Organisation.objects.all()}
        found = cls(
            territories={one.code: one for one in Territory.objects.all()},
            organisations=organisations,
            people=people_of(addresses),
            taken=set(organisations),
        )
        for one in sorted(organisations.values(), key=lambda row: row.pk):
            found.slugs.setdefault((one.name.casefold(), one.territory_id), one.slug)
        return found

    def slug_of(self, name: str, territory: Territory) -> str:
        """The short name of the association of this name there; a new one where there is none."""
        key = (name.casefold(), territory.pk)
        if key not in self.slugs:
            self.slugs[key] = self._free(slug_of(name)[:40].strip("-") or "association")
        return self.slugs[key]

    def note(self, slug: str, name: str, territory: Territory) -> None:
        """The file gives a short name itself: lines without one mean the same association."""
        self.taken.add(slug)
        self.slugs.setdefault((name.casefold(), territory.pk), slug)

    def _free(self, stem: str) -> str:
        # where the last one of this name left off: a file may hold thousands of the same name
        slug, count = stem, self.counts.get(stem, 1)
        while slug in self.taken:
            count += 1
            slug = f"{stem}-{count}"
        self.counts[stem] = count
        self.taken.add(slug)
        return slug


def people_of(addresses) -> dict[str, User]:
    """The accounts of these addresses."""
    wanted, found = sorted(addresses), {}
    for begin in range(0, len(wanted), AT_ONCE):
        rows = User.objects.filter(email__in=wanted[begin : begin + AT_ONCE])
        found |= {one.email: one for one in rows}
    return found
