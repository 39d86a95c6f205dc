"""One row of every declared model for one person, made from the columns: a new model needs nothing here unless its
constraints ask for it.

Rows that go hold the person's name in every text, rows that stay for others only where the declaration says that it is
emptied: what is still found after the erasure was forgotten.
"""

import itertools

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from portal.privacy import rows
from portal.privacy.registry import Erasure, registered
from tests.factories.people import UserFactory

MARK = "quatrelivres"
NAME, ADDRESS = f"Zenobie {MARK.title()}", f"{MARK}@example.org"
_numbers = itertools.count(1000)

# What a constraint asks for, by label: values of columns, or a key to fill that may be empty.
FILL = object()
ASKED_FOR = {
    "support.Draft": {"topic": FILL},
    "support.Attachment": {"post": FILL},
    "notifications.Mail": {"state": "waiting", "sent_at": None},
    "cloud.AccountRequest": {"state": "confirm", "account": None},
    "cloud.CloudAccount": {"state": "active", "claim": "ours", "origin": "made", "delete_after": None},
    "cloud.OutgoingChange": {"state": "failed"},
    "courses.Attestation": {"revocation_reason": "", "revoked_at": None},
    "privacy.DataExport": {"state": "waiting"},
    "privacy.Departure": {"state": "cancelled", "finished_at": timezone.now()},
    "wagtailcore.Page": {"path": lambda: f"0001{next(_numbers)}", "depth": 2, "numchild": 0, "url_path": "/x/"},
}


def person_with_everything():
    """Somebody of whom every declared model holds a row; the rows by label."""
    person = UserFactory(email=ADDRESS, public_name=NAME)
    made = {"people.User": person}
    for label, declared in registered().items():
        made[label] = _of(declared.model, person) or _make(declared.model, person, made)
    return person, made


def _of(model, person):
    """The row that exists already: an address, a learner made for an answer."""
    return rows.own(registered()[model._meta.label], person).first() if model._meta.label in registered() else None


def _make(model, person, made: dict):
    """A row with every column filled, past `save()`, which may do more than keep it."""
    declared = registered().get(model._meta.label)
    goes = declared is not None and declared.on_erasure is not Erasure.ANONYMISE
    asked = ASKED_FOR.get(model._meta.label, {})
    row = model()
    for field in model._meta.local_concrete_fields:
        if field.primary_key and not field.remote_field:
            continue
        named = goes or (declared is not None and field.name in declared.emptied)
        if asked.get(field.name, FILL) is not FILL:
            value = asked[field.name]() if callable(asked[field.name]) else asked[field.name]
        elif field.remote_field and field.remote_field.parent_link:
            value = _make(field.related_model, person, made)
        elif field.remote_field:
            value = _related(field, declared, person, made, needed=field.name in asked)
        elif declared is not None and field.name in declared.addresses:
            value = ADDRESS
        else:
            value = _value(field, row, NAME if named else "bavardages")
        setattr(row, field.name, value)
    row.save_base(raw=True, force_insert=True)
    return row


def _related(field, declared, person, made, *, needed: bool):
    target = field.related_model
    label = target._meta.label
    if rows.leads_to_people(field):
        return person if declared is not None and field.name in declared.owner else UserFactory()
    if field.null and not needed:
        return None
    if label not in made:
        made[label] = _of(target, person) or target._base_manager.first() or _make(target, person, made)
    return made[label]


def _value(field, row, words: str):
    number = next(_numbers)
    if isinstance(field, models.FileField):
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>{words}</desc></svg>'
        return field.storage.save(f"{words}-{number}.svg".replace(" ", "-"), ContentFile(drawing.encode()))
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.7"
    if field.name == "object_id":
        return str(number)
    if field.choices:
        return field.get_default() or field.choices[0][0]
    if isinstance(field, models.JSONField):
        return {"words": words}
    if isinstance(field, models.EmailField):
        return f"{words.split()[-1]}{number}@example.org".lower()
    if isinstance(field, models.SlugField | models.URLField):
        return f"{words}-{number}".replace(" ", "-").lower()[: field.max_length]
    if isinstance(field, models.CharField | models.TextField):
        return f"{number} {words}"[: field.max_length] if (field.max_length or 999) > 30 else str(number)
    if isinstance(field, models.DateTimeField):
        return None if field.null else timezone.now()
    if isinstance(field, models.DateField):
        return None if field.null else timezone.localdate()
    if isinstance(field, models.BooleanField):
        return field.get_default() or False
    if isinstance(field, models.IntegerField):
        return None if field.null else field.get_default() or (number if field.unique else 1)
    return getattr(row, field.attname) or field.get_default()
