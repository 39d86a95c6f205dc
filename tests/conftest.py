"""What every test stands on: clean caches, templates whose every variable exists, nothing sent anywhere."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def clean_cache():
    """No test reads a page that another one cached."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def rows_can_be_flushed(request):
    """Tests in real transactions end with a flush, which the triggers of immutable rows would refuse on SQLite.

    They are taken off just before it; the flush sends post_migrate, which makes them again.
    """
    marker = request.node.get_closest_marker("django_db")
    real = marker is not None and marker.kwargs.get("transaction")
    if not real and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from portal.core import immutable

    immutable.drop_triggers()
