"""The registry of personal data: each app says which of its rows speak of a person, why, and what erasure does.

    register(Consent, owner="person", purpose=_("proof of what was accepted"), on_erasure=Erasure.KEEP, keep_for=_("…"))

A test fails when a model with a key to a person is not here.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model


class Erasure(StrEnum):
    """What happens to the rows when the person lets go."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    KEEP = "keep"


@dataclass(frozen=True)
class PersonalData:
    """`owner` is the path of the field that leads to the person; several where a row speaks of several people."""

    model: type[Model]
    owner: tuple[str, ...]
    purpose: str
    on_erasure: Erasure
    keep_for: str = ""


_registry: dict[str, PersonalData] = {}


def register(
    model, *, owner: str | tuple[str, ...], purpose: str, on_erasure: Erasure = Erasure.DELETE, keep_for: str = ""
) -> None:
    """Declare a model, once: two purposes would leave one of them untold. KEEP needs its reason and how long
    (`keep_for`)."""
    if on_erasure is Erasure.KEEP and not keep_for:
        raise ValueError(f"{model.__name__}: say why and for how long it is kept")
    if model._meta.label in _registry:
        raise ValueError(f"{model._meta.label} is declared already")
    owners = (owner,) if isinstance(owner, str) else tuple(owner)
    _registry[model._meta.label] = PersonalData(model, owners, purpose, on_erasure, keep_for)


def registered() -> dict[str, PersonalData]:
    """The declarations by model label (« people.Consent »)."""
    return dict(_registry)
