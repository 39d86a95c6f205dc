"""What every test stands on: clean caches, templates whose every variable exists, nothing sent anywhere."""

import gc
import shutil

import pytest
from _pytest.nodeid import coerce_node_id
from allauth.account.internal.flows import login as allauth_login
from allauth.mfa.utils import is_mfa_enabled
from django.db import connection
from django.test import Client

from tests.prepared import migrated_file
from tests.queries import forget_pages


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Tests marked as one `xdist_group` stay in one process: pytest-xdist 3.8 says so in a place that pytest 9.2 no
    longer reads, and splits them. Without it the demo is loaded, and walked by every role, in each process."""
    for item in items if config.getoption("loadgroup", False) else ():
        group = item.get_closest_marker("xdist_group")
        if group is not None and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = coerce_node_id(f"{item.nodeid}@{group.args[0]}")


def pytest_collection_finish(session):
    """What is imported stays until the end: looking through it for garbage again and again cost an eighth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings) -> bool:
    """Start from the migrated database that the test command prepared, if it did."""
    test_file, prepared = connection.settings_dict["TEST"]["NAME"], migrated_file()
    if prepared and connection.vendor == "sqlite":
        shutil.copy(prepared, test_file)
        return True
    return django_db_keepdb


plain_force_login = Client.force_login


def force_login_with_second_factor(client, user, backend="django.contrib.auth.backends.ModelBackend") -> None:
    """A session as allauth leaves it after the password, and after the code of those who have a second factor."""
    plain_force_login(client, user, backend=backend)
    session = client.session
    methods = ["password", "mfa"] if is_mfa_enabled(user) else ["password"]
    session[allauth_login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": 0} for method in methods]
    session[allauth_login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = allauth_login.user_id_to_str(user)
    session.save()


@pytest.fixture(autouse=True)
def clean_cache():
    """No test reads a page that another one cached."""
    forget_pages()
    yield
    forget_pages()


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


@pytest.fixture(autouse=True)
def sessions_as_allauth_leaves_them(monkeypatch):
    """`client.force_login` stands for a whole sign-in: whoever has a second factor has shown it."""
    monkeypatch.setattr(Client, "force_login", force_login_with_second_factor)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` runs what waits for the commit: the search index is written then."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
