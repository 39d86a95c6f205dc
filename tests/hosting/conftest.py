"""A server row, and a scripted Nextcloud in place of the network where a test is about decisions."""

import pytest

from tests.factories.hosting import CloudServerFactory


@pytest.fixture
def server(db):
    return CloudServerFactory()


@pytest.fixture
def converging(monkeypatch):
    """`converging(result_or_error, …)`: what each converge answers, in turn; returns the list of what was wanted."""
    from hosting.cloud.actions import converging

    def script(*answers):
        asked = []
        left = list(answers)

        def converge(client, wanted, *, claim, before_create, **_):
            asked.append((wanted, claim.value))
            answer = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(answer, Exception):
                raise answer
            if claim.value != "ours":
                before_create()
            return answer(wanted) if callable(answer) else answer

        monkeypatch.setattr(converging, "converge_account", converge)
        return asked

    return script


def as_wanted(wanted):
    """The account that a server with nothing to complain of shows."""
    from hosting.cloud.nextcloud.results import Account, Quota

    return Account(
        id=wanted.id,
        display_name=wanted.display_name or "",
        email=wanted.email,
        enabled=wanted.enabled is not False,
        groups=frozenset(group.id for group in wanted.groups),
        managed_groups=frozenset(),
        quota=Quota(wanted.quota, 20_000_000),
        language=wanted.language or "fr",
        backend="Database",
        last_login=None,
    )


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory):
    from tests.contract.sandbox_process import SandboxProcess

    process = SandboxProcess(tmp_path_factory.mktemp("sandbox")).start()
    yield process
    process.stop()


@pytest.fixture
def sandbox(sandbox_server, settings):
    """A real sandbox process, as new, that the portal calls."""
    from .sandboxes import renew

    settings.NEXTCLOUD_URL = sandbox_server.url
    return renew(sandbox_server)
