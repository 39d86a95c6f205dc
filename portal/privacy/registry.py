"""The registry of personal data: each app says which of its rows speak of a person, why, and what erasure does.

    register(Consent, owner="person", purpose=_("proof of what was accepted"), on_erasure=Erasure.KEEP,
             keep_for=_("…"), kept=timedelta(days=365))

One declaration is enough for « Mes données » (`exporting`) and for « Supprimer mon compte » (`erasing`), which read the
columns of the model. A test fails when a model that leads to a person is not here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Model


class Erasure(StrEnum):
    """What happens to the rows when the person lets go."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    KEEP = "keep"


@dataclass(frozen=True)
class PersonalData:
    """`owner`: paths of the keys that lead to the person. The row belongs to whoever the first one names; the others
    name people who did something to it, and are emptied when these leave.

    `addresses`: columns with an e-mail address, which make a row somebody's without a key. `about(person)`: a Q of rows
    of others that concern the person, for the archive alone. `hidden`: columns that no archive shows (secrets, words of
    others). `emptied`: columns that hold words of the person, emptied with the name. `first(person, keep_words=…)`
    is called ahead of what `erasing` does by itself: in bounded transactions, safe to run again after a kill.
    """

    model: type[Model]
    owner: tuple[str, ...]
    purpose: str
    on_erasure: Erasure
    keep_for: str = ""
    kept: timedelta | None = None
    addresses: tuple[str, ...] = ()
    about: Callable | None = None
    hidden: frozenset[str] = frozenset()
    emptied: tuple[str, ...] = ()
    first: Callable | None = None


_registry: dict[str, PersonalData] = {}


def register(
    model,
    *,
    owner: str | tuple[str, ...],
    purpose: str,
    on_erasure: Erasure = Erasure.DELETE,
    keep_for: str = "",
    kept: timedelta | None = None,
    hidden: tuple[str, ...] = (),
    **more,
) -> None:
    """Declare a model, once: two purposes would leave one of them untold. KEEP needs its reason (`keep_for`) and how
    long (`kept`, counted from the day of the erasure). `more`: addresses, about, emptied, first of PersonalData."""
    if on_erasure is Erasure.KEEP and not (keep_for and kept):
        raise ValueError(f"{model.__name__}: say why and for how long it is kept")
    if model._meta.label in _registry:
        raise ValueError(f"{model._meta.label} is declared already")
    owners = (owner,) if isinstance(owner, str) else tuple(owner)
    _registry[model._meta.label] = PersonalData(
        model, owners, purpose, on_erasure, keep_for, kept, hidden=frozenset(hidden), **more
    )


def registered() -> dict[str, PersonalData]:
    """The declarations by model label (« people.Consent »)."""
    return dict(_registry)
