"""Letting go of a person's rows, by what the registry says: batch by batch, each batch one transaction, so that a kill
loses nothing and the next run goes on with what is left."""

import json
from collections.abc import Callable
from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from . import rows
from .models import RetainedRecord
from .registry import Erasure, PersonalData, registered

BATCH = 200
# Decree 2021-1362: what was given at sign-up, one year after the account is closed.
SIGN_UP_KEPT = timedelta(days=365)
SIGN_UP_REASON = "décret 2021-1362, données d’inscription, un an après la clôture"
SIGN_UP = ("public_name", "email", "date_joined", "last_login")


def erase_rows(person, *, keep_words: bool, note: Callable[[], None]) -> None:
    """Erase, anonymise or move away everything but the account itself. `note` is called after each batch."""
    # what the law keeps goes last: until then it tells which other rows are theirs
    for declared in sorted(registered().values(), key=lambda one: one.on_erasure is Erasure.KEEP):
        if declared.first is not None:
            declared.first(person, keep_words=keep_words)
        _erase(declared, person, note)
        note()


def _erase(declared: PersonalData, person, note) -> None:
    own = {Erasure.DELETE: _delete, Erasure.KEEP: _move_away, Erasure.ANONYMISE: _take_name_off}[declared.on_erasure]
    while own(declared, person):
        note()
    for path in declared.owner[1:]:
        while "__" not in path and _empty(declared, {path: person}, {path: None}):
            note()


def _plain(declared: PersonalData, keys: list) -> QuerySet:
    """Past managers that refuse changes: history loses its names, and nothing else."""
    return QuerySet(declared.model).filter(pk__in=keys)


def _some(query: QuerySet) -> list:
    return list(query.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _delete(declared: PersonalData, person) -> int:
    keys = _some(rows.own(declared, person))
    if keys:
        _forget_files(declared, keys)
        _plain(declared, keys).delete()
    return len(keys)


def _take_name_off(declared: PersonalData, person) -> int:
    """Rows that are somebody's through another row lose the name with that one, and are left alone here."""
    path = "".join(declared.owner[:1])
    own = {} if not path or "__" in path else {path: person}
    done = _empty(declared, own, {path: None, **_blank(declared, declared.emptied)}) if own else 0
    for column in declared.addresses:
        for address in rows.addresses_of(person):
            done += _empty(declared, {f"{column}__iexact": address}, _blank(declared, (column,)))
    return done


def _blank(declared: PersonalData, names) -> dict:
    return {name: declared.model._meta.get_field(name).get_default() or "" for name in names}


@transaction.atomic
def _empty(declared: PersonalData, which: dict, values: dict) -> int:
    keys = _some(QuerySet(declared.model).filter(**which).order_by("pk"))
    if keys:
        _plain(declared, keys).update(**values)
    return len(keys)


@transaction.atomic
def _move_away(declared: PersonalData, person) -> int:
    """Into the restricted store, with the day on which it is purged."""
    keys = _some(rows.own(declared, person))
    for row in _plain(declared, keys):
        data = {
            one.name: one.value_from_object(row) for one in row._meta.concrete_fields if not rows.leads_to_people(one)
        }
        retain(person, what=declared.model._meta.label, data=data, reason=declared.keep_for, kept=declared.kept)
    if keys:
        _plain(declared, keys).delete()
    return len(keys)


def retain(person, *, what: str, data: dict, reason: str, kept: timedelta) -> RetainedRecord:
    """One row of the restricted store."""
    today = timezone.localdate()
    return RetainedRecord.objects.create(
        number=person.pk,
        address=person.email,
        what=what,
        data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
        reason=str(reason)[:300],
        closed_on=today,
        purge_on=today + kept,
    )


def retain_sign_up(person) -> RetainedRecord:
    """What was given at sign-up and is a column of the account itself."""
    data = {name: getattr(person, name) for name in SIGN_UP}
    return retain(person, what=person._meta.label, data=data, reason=SIGN_UP_REASON, kept=SIGN_UP_KEPT)


def _forget_files(declared: PersonalData, keys: list) -> None:
    """The files of rows about to go, once that is certain. An app that does it too does no harm."""
    columns = [one for one in declared.model._meta.concrete_fields if isinstance(one, models.FileField)]
    for row in _plain(declared, keys) if columns else ():
        for column in columns:
            file = getattr(row, column.attname)
            if file:
                transaction.on_commit(lambda storage=file.storage, name=file.name: storage.delete(name))
