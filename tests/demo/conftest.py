"""The demo as `make run` loads it, once for all tests of this folder; under xdist they stay in one process."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.xdist_group("demo"))
            # Asks for the database before tests that empty it; each test is a savepoint inside the loaded demo.
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """The loaded demo, rolled back after the last of these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", demo=True, verbosity=0)
        cache.clear()
        yield
        transaction.set_rollback(True)
