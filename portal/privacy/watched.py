"""Whose pages the journal of readings is about: each app says which of its models speak of somebody.

    watch(CloudAccount, person_of=lambda account: account.person)
    watch(Organisation, bodies_of=lambda person: person.organisations.all())

`person_of(row)` gives the person a row speaks of, or None. `bodies_of(person)` is a queryset of the rows that concern
the person, where a row speaks of several people. In /cms/ every page on such a row, every list of them and every change
is noted by itself (`cms_journal`); pages of our own call `accounts.people.journal`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Watched:
    model: type
    person_of: Callable | None = None
    bodies_of: Callable | None = None


_watched: dict[str, Watched] = {}


def watch(model, *, person_of: Callable | None = None, bodies_of: Callable | None = None) -> None:
    _watched[model._meta.label] = Watched(model, person_of, bodies_of)


def find(model) -> Watched | None:
    meta = getattr(model, "_meta", None)
    return _watched.get(meta.label) if meta else None


def bodies_of(person) -> Iterable[tuple[str, object]]:
    """(label of the model, rows) for each kind of body that the person may belong to."""
    return [(label, one.bodies_of(person)) for label, one in _watched.items() if one.bodies_of]
