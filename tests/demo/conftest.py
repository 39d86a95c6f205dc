"""The demo as `make run` loads it, once for all tests of this folder.

Each module here bears two marks: `xdist_group("demo")`, so that all stay in the process that loaded it, and
`django_db`, which pytest-django puts before the tests that empty the database. Each test is a savepoint inside the
loaded demo.
"""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """The loaded demo, rolled back after the last of these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", demo=True, verbosity=0)
        cache.clear()
        yield
        transaction.set_rollback(True)
