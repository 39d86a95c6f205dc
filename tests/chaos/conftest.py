"""An embedded portal whose plug can be pulled, and the people who wait for their account meanwhile."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from hosting.cloud.nextcloud.transport import tls_context
from tests.embedded import ROOT, Portal, embedded_environment, free_port, kill_portal, start_portal, stop_portal
from tests.prepared import fill

# So that what a killed worker left is taken up within seconds; an operator's portal takes a minute.
HASTE = {"CLOUD_LEASE_SECONDS": "4", "CLOUD_SWEEP_SECONDS": "2"}
PATIENCE = 150  # seconds, on a busy machine
TOO_MANY = 429
PASSWORD = "un mot de passe assez long"


@dataclass
class Waiting:
    """Somebody whose request was approved."""

    email: str
    number: int
    uid: str


@dataclass
class House:
    """The portal over several starts, all on the same folder and port."""

    portal: Portal
    settings: dict[str, str] = field(default_factory=lambda: dict(HASTE))

    def start_again(self) -> None:
        kill_portal(self.portal)  # nothing may be left that still holds the ports
        self.portal = start_portal(self.portal.var, self.portal.port, **self.settings)

    def is_whole(self) -> bool:
        """Supervisor and sandbox are there; a test that failed half-way may have left one of them down."""
        if self.portal.process.poll() is not None:
            return False
        try:
            self.portal.control("GET", "accounts")
        except httpx.TransportError:
            return False
        return True

    def approve(self, count: int = 1) -> list[Waiting]:
        """People with an approved request each; the portal may be on its way up or down."""
        told = subprocess.run(
            [sys.executable, "-m", "tests.chaos.approving", str(count), PASSWORD],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return [Waiting(**one) for one in json.loads(told.stdout)]

    def environment(self) -> dict[str, str]:
        return embedded_environment(self.portal.var, PORT=str(self.portal.port), **self.settings)

    @contextmanager
    def signed_in(self, email: str, password: str = PASSWORD) -> Iterator[httpx.Client]:
        """Somebody's browser. The portal counts sign-ins by address, and here everybody has the same: we wait."""
        with httpx.Client(base_url=self.portal.address, verify=tls_context(), timeout=30) as client:
            wait_for(lambda: self._sign_in(client, email, password) != TOO_MANY, "people may sign in again", every=5)
            assert client.get("/compte/profil/").status_code == 200, f"{email} did not get in"
            yield client

    def _sign_in(self, client: httpx.Client, email: str, password: str) -> int:
        client.get("/compte/login/")
        return client.post(
            "/compte/login/",
            data={"login": email, "password": password, "csrfmiddlewaretoken": client.cookies["csrftoken"]},
            headers={"Origin": self.portal.address},
        ).status_code


def wait_for(found: Callable[[], bool], what: str, every: float = 0.3) -> None:
    """Raises AssertionError when it does not come true in time; asks again after `every` seconds."""
    deadline = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(every)


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[House]:
    house = House(start_portal(fill(tmp_path_factory.mktemp("house")), free_port(), **HASTE))
    yield house
    stop_portal(house.portal)


@pytest.fixture
def house(running) -> House:
    """A portal that runs, whatever the test before did to it, its sandbox without accidents to come."""
    if not running.is_whole():
        running.start_again()
    running.portal.control("DELETE", "faults")
    return running
