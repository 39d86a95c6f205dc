"""Checks that several kinds make of their data; each raises DataError at the place that is wrong."""

import re

from django.utils.translation import gettext as _

from .kinds import DataError

_ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")


def only(values: dict, *known_keys: str, at: tuple = ()) -> None:
    """DataError for a key that no kind reads: a misspelt one must not be lost in silence."""
    for name in values:
        if name not in known_keys:
            message = _("unknown key “%(name)s”; known: %(known)s") % {"name": name, "known": ", ".join(known_keys)}
            raise DataError(message, *at, name)


def items(
    data: dict, key: str, texts: tuple[str, ...], others: tuple[str, ...] = (), *, at_least: int = 2
) -> list[dict]:
    """The list under `key`, `at_least` so many, each with an id of its own and these texts; DataError otherwise."""
    only(data, key)
    found = data.get(key)
    if not isinstance(found, list) or len(found) < at_least:
        few = _("at least two answers are needed") if at_least == 2 else _("at least three lines are needed")
        raise DataError(few, key)
    seen = set()
    for index, item in enumerate(found):
        if not isinstance(item, dict):
            raise DataError(_("an answer needs an id and its texts"), key, index)
        only(item, "id", *texts, *others, "feedback", at=(key, index))
        identity = item.get("id")
        if not isinstance(identity, str) or not _ID.match(identity):
            raise DataError(_("an id is made of small letters, digits and hyphens"), key, index, "id")
        if identity in seen:
            raise DataError(_("the id “%(id)s” is there twice") % {"id": identity}, key, index, "id")
        seen.add(identity)
        for name in texts:
            if not isinstance(item.get(name), str) or not item[name].strip():
                raise DataError(_("“%(name)s” is missing or is not text") % {"name": name}, key, index, name)
        if not isinstance(item.get("feedback", ""), str):
            raise DataError(_("“%(name)s” is missing or is not text") % {"name": "feedback"}, key, index, "feedback")
    return found
