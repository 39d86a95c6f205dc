"""Nothing is forgotten: one row of every declared model, then the erasure, then a search through the whole database and
all files for the name and the address."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, models
from django.utils import timezone

from accounts.people.leaving import forget_farewells
from portal.notifications.models import Mail, Notice
from portal.privacy.models import RetainedRecord
from portal.privacy.registry import Erasure, registered
from tests.factories.people import UserFactory
from tests.privacy.seeding import ADDRESS, MARK, NAME, person_with_everything

pytestmark = pytest.mark.django_db


def tables_that_name_them() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            if any(MARK in str(row).lower() for row in cursor.fetchall()):
                found.add(table)
    return found


def holds_words(declared) -> bool:
    """Rows that go, with a text in which the seeding wrote the name."""
    texts = [
        one
        for one in declared.model._meta.local_concrete_fields
        if isinstance(one, models.TextField | models.CharField)
        and not one.choices
        and one.name != "object_id"
        and (one.max_length or 99) > 30
    ]
    return declared.on_erasure is not Erasure.ANONYMISE and bool(texts)


def files_that_name_them() -> list[str]:
    folders = (Path(settings.MEDIA_ROOT), Path(storages["private"].location))
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if MARK in file.name.lower() or MARK.encode() in file.read_bytes().lower()]


def test_nothing_names_them_any_more_but_the_restricted_store(leave):
    person, made = person_with_everything()
    assert made.keys() >= registered().keys()
    assert {one.model._meta.db_table for one in registered().values() if holds_words(one)} <= tables_that_name_them()
    assert len(files_that_name_them()) >= 3
    other = UserFactory()
    told = {"address": other.email, "subject": "Une demande", "text": f"{NAME} demande un compte"}
    Mail.objects.create(person=other, key="to-decide", **told, state=Mail.State.SENT, sent_at=timezone.now())
    Notice.objects.create(person=other, key="to-decide", kind="desk-step", title=f"{NAME} demande un compte")
    leave(person)
    farewell = Mail.objects.get(address=ADDRESS)
    assert farewell.person is None
    Mail.objects.filter(pk=farewell.pk).update(state=Mail.State.SENT, sent_at=timezone.now())
    forget_farewells()
    assert tables_that_name_them() == {"privacy_retainedrecord"}
    assert files_that_name_them() == []
    assert {"people.User", "people.Consent", "account.EmailAddress"} == set(
        RetainedRecord.objects.filter(address=ADDRESS).values_list("what", flat=True)
    )
