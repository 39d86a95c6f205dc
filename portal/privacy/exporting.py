"""What a model holds on a person, in words: read from its columns, so that a new model costs its declaration alone.

Keys to other people are left out: who they are is theirs. Of rows of others, only that the person did something there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.core.dates import date_format

from . import rows
from .library_words import label_of, title_of
from .registry import Erasure, PersonalData, registered

PROFILE = ("public_name", "email", "language", "date_joined", "last_login", "is_active")
BATCH = 500


@dataclass(frozen=True)
class Value:
    """`raw` for the machine, `words` for the eye; `file` is a stored file that goes into the archive."""

    label: str
    raw: object
    words: str
    file: object = None


@dataclass
class Section:
    """One kind of row. `key` names its files in the archive."""

    key: str
    title: str
    purpose: str
    fate: str
    rows: list[dict[str, Value]] = field(default_factory=list)


def sections_of(person) -> Iterator[Section]:
    """One section after the other, the empty ones too; how many there are says `count_sections`."""
    yield _profile(person)
    for label, declared in sorted(registered().items(), key=lambda one: one[0].lower()):
        yield _section(label, declared, person)


def count_sections() -> int:
    return len(registered()) + 1


def fate_of(declared: PersonalData) -> str:
    """What erasure does to the rows, in a sentence."""
    if declared.on_erasure is Erasure.KEEP:
        return _("Kept apart when the account is deleted: %(why)s") % {"why": declared.keep_for}
    if declared.on_erasure is Erasure.ANONYMISE:
        return _("Stays without your name when the account is deleted.")
    return _("Deleted with the account.")


def _profile(person) -> Section:
    found = Section(
        key="profil",
        title=_("Your profile"),
        purpose=_("Signing in, writing to you, and the name that others see."),
        fate=_("Deleted with the account; name and address are kept apart for one year (decree 2021-1362)."),
    )
    found.rows.append(_row(person, [person._meta.get_field(name) for name in PROFILE], person))
    return found


def _section(label: str, declared: PersonalData, person) -> Section:
    meta = declared.model._meta
    found = Section(
        key=label.lower().replace(".", "-"),
        title=title_of(declared.model),
        purpose=capfirst(str(declared.purpose)),
        fate=fate_of(declared),
    )
    shown = [one for one in meta.concrete_fields if _is_shown(one, declared)]
    keys = [one.name for one in shown if one.remote_field and not rows.leads_to_people(one)]
    for query in (rows.own(declared, person), rows.concerning(declared, person)):
        for row in query.select_related(*keys).iterator(chunk_size=BATCH) if keys else query.iterator(BATCH):
            found.rows.append(_row(row, shown, person))
    when_and_what = [one for one in shown if isinstance(one, models.DateField) or one.choices]
    for row in rows.touched(declared, person).iterator(chunk_size=BATCH):
        found.rows.append(_row(row, when_and_what, person))
    return found


def _is_shown(one, declared: PersonalData) -> bool:
    """Secrets, kept renderings and the insides of inheritance are nobody's reading."""
    hidden = one.name in declared.hidden or one.name.startswith("_") or not str(one.verbose_name).strip()
    return not hidden and not (one.remote_field and one.remote_field.parent_link)


def _row(row, fields, person) -> dict[str, Value]:
    found = {}
    for one in fields:
        if rows.leads_to_people(one):
            continue
        found[one.name] = _value(one, row)
    return found


def _value(one, row) -> Value:
    label = label_of(one)
    raw = getattr(row, one.attname)
    if isinstance(one, models.FileField):
        name = raw.name if raw else ""
        return Value(label, name, name, raw if raw else None)
    if one.remote_field:
        target = getattr(row, one.name)
        words = _name_of(target)
        return Value(label, {"id": raw, "name": words} if target is not None else None, words)
    raw = getattr(raw, "raw", raw)  # machina's text keeps what was typed
    return Value(label, _plain(raw), _words(one, row, raw))


def _name_of(target) -> str:
    """What the row at the other end of a key is called. Some rows of libraries have no words once what they were about
    is gone: that must not cost anybody their archive."""
    try:
        return "" if target is None else str(target)
    except AttributeError:
        return ""


def _plain(raw):
    """As JSON knows it."""
    if raw is None or isinstance(raw, bool | int | float | str | list | dict):
        return raw
    return raw.isoformat() if isinstance(raw, date) else str(raw)


def _words(one, row, raw) -> str:
    if raw is None or raw == "":
        return ""
    if display := getattr(row, f"get_{one.name}_display", None):
        return str(display())
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    if isinstance(raw, datetime):
        return date_format(localtime(raw), "DATETIME_FORMAT")
    if isinstance(raw, date):
        return date_format(raw, "DATE_FORMAT")
    return str(raw)
