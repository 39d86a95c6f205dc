"""What every test stands on: clean caches, templates whose every variable exists, nothing sent anywhere."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def clean_cache():
    """No test reads a page that another one cached."""
    cache.clear()
    yield
    cache.clear()
