"""Files in a folder of the test's own; a departure taken to its end as the worker does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.privacy.actions import departures
from portal.privacy.models import Departure
from tests.accounts.conftest import prove_again, sign_in  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    """Before the first file: storages ask the settings for their place."""
    settings.MEDIA_ROOT = tmp_path / "media"
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private", "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"private": private}


@pytest.fixture
def leave(django_capture_on_commit_callbacks):
    """`leave(person)`: asked, thought over, gone on with once by the worker."""

    def leave(person, *, keep_words=True) -> Departure:
        departure = departures.ask_to_leave(person=person, keep_words=keep_words)
        make_due(departure)
        with django_capture_on_commit_callbacks(execute=True):
            departures.go_on(departure_id=departure.pk)
        departure.refresh_from_db()
        return departure

    return leave


def make_due(departure) -> None:
    """The days to think it over have passed, and no worker is at it any more."""
    past = timezone.now() - timedelta(seconds=1)
    Departure.objects.filter(pk=departure.pk).update(due_at=past)
    Departure.objects.filter(pk=departure.pk, claimed_until__isnull=False).update(claimed_until=past)
