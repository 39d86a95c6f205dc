"""A public name stands on cached pages of the forum, of sheets, of the contacts: they go when it changes, only then."""

import pytest
from django.utils import timezone

from portal.core import page_cache
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(public_name="Avant")


@pytest.fixture
def purged(person, monkeypatch):
    """How often cached pages were forgotten from now on."""
    calls = []
    monkeypatch.setattr(page_cache, "purge", lambda: calls.append(1))
    return calls


def test_a_new_public_name_outdates_cached_pages(person, purged):
    person.public_name = "Après"
    person.save()
    assert len(purged) == 1


def test_a_person_who_is_deactivated_outdates_cached_pages(person, purged):
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert len(purged) == 1


def test_a_person_who_is_deleted_outdates_cached_pages(person, purged):
    person.delete()
    assert len(purged) >= 1


def test_signing_in_and_what_nobody_sees_leave_cached_pages(person, purged):
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])
    person.language = "en"
    person.save()
    UserFactory()
    assert purged == []
