"""A real Celery worker on the filesystem broker, which loses its messages, killed with SIGKILL while it works: nothing
is lost or made twice."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.contract.sandbox_process import ROOT
from tests.prepared import migrated_copy

from .sandboxes import accounts_made, renew

pytestmark = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="brings an SQLite file of its own"
)
# seconds, on a busy machine
PATIENCE, PATIENCE_EACH = 150, 20
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}


@pytest.fixture
def elsewhere(tmp_path, sandbox_server):
    """Environment of processes with a migrated, empty database of their own and the sandbox as their Nextcloud."""
    migrated_copy(tmp_path / "portal.sqlite3")
    renew(sandbox_server)
    # every answer takes a moment, so that kills fall everywhere in the work
    sandbox_server.fault("slow", seconds=0.03, times=100_000)
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        # a broker of their own: that of this process is full of what other tests left unread
        "CHATIERE_TEST_ROOT": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
        "NEXTCLOUD_URL": sandbox_server.url,
        "CLOUD_LEASE_SECONDS": "3",
        "PYTHONWARNINGS": "ignore",
    }


def start(environment, *words, **options):
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        **options,
    )


def kill(process):
    """SIGKILL to the whole process group."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def end(process) -> None:
    kill(process)
    process.stdin.close()
    process.stdout.close()


class Nursery:
    """Workers born at once; see worker_nursery."""

    def __init__(self, environment):
        self.process = start(environment, "-m", "tests.hosting.worker_nursery", **PIPES)
        self.worker = 0

    def bear(self) -> None:
        self.process.stdin.write("one\n")
        self.process.stdin.flush()
        self.worker = int(self.process.stdout.readline())

    def kill(self) -> None:
        """SIGKILL to the worker's whole process group."""
        while True:  # it may be so young that it has no group of its own yet
            try:
                os.killpg(self.worker, signal.SIGKILL)
                return
            except ProcessLookupError:
                os.kill(self.worker, 0)

    def close(self) -> None:
        if self.worker:
            self.kill()
        end(self.process)


class Desk:
    """What approves and sweeps meanwhile; see fault_driver."""

    def __init__(self, environment):
        self.process = start(environment, "-m", "tests.hosting.fault_driver", **PIPES)

    def approve(self, count: int) -> dict:
        """…and sweep; the figures after it."""
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        end(self.process)


def kill_again_and_again(elsewhere, sandbox, broker, *, kills: int, requests: int) -> dict:
    """Empty the broker before anybody has read it, then kill the worker `kills` times, each time once it has begun to
    work, and empty the broker again. As many as `requests` wait or are in work until the last kill; returns the figures
    when all are done."""
    nursery, desk = Nursery(elsewhere), Desk(elsewhere)
    began, killed, seen = time.monotonic(), 0, 0
    try:
        figures = desk.approve(requests)
        emptied = empty(broker)
        nursery.bear()
        while killed < kills or not figures["active"] == len(figures["folders"]) == figures["asked"]:
            assert time.monotonic() - began < PATIENCE + PATIENCE_EACH * kills, figures
            unfinished = figures["asked"] - min(figures["active"], len(figures["folders"]))
            figures = desk.approve(requests - unfinished if killed < kills else 0)
            if killed < kills and len(sandbox.requests()) > seen:
                time.sleep(random.uniform(0, 0.3))
                nursery.kill()
                emptied += empty(broker)  # or sweeps pile up faster than one short life reads
                killed, seen = killed + 1, len(sandbox.requests())
                nursery.bear()
    finally:
        nursery.close()
        desk.close()
    return figures | {"killed": killed, "emptied": emptied}


def empty(broker) -> int:
    """As a broker that lost its disk: every message that was queued is gone."""
    lost = list(broker.iterdir())
    for message in lost:
        message.unlink(missing_ok=True)
    return len(lost)


def assert_exactly_one_each(figures, sandbox):
    made = accounts_made(sandbox)
    assert sorted(made) == sorted(figures["uids"])
    assert {(one["created"], one["deleted"]) for one in made.values()} == {(1, 0)}
    assert all(len(one["groups"]) == 1 and one["email"] for one in made.values())
    folders = sandbox.control("GET", "folders")
    assert {one["mount_point"]: one["id"] for one in folders["folders"]} == figures["folders"]
    assert (folders["created"], folders["deleted"]) == (len(made), 0)
    assert all(len(one["groups"]) == 1 and one["quota"] == 10 * 1024**3 for one in folders["folders"])
    assert set(figures["steps"]) == {4}, "submitted, approved, provisioning, active, each once"
    assert set(figures["mails"]) == {3}, "arrived, approved, ready, each told once"


@pytest.mark.parametrize(
    ("kills", "requests"), [(10, 6), pytest.param(200, 12, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_killed_at_any_moment_with_its_broker_emptied_there_is_exactly_one_of_each(
    elsewhere, sandbox_server, tmp_path, kills, requests
):
    figures = kill_again_and_again(
        elsewhere, sandbox_server, tmp_path / "main" / "broker" / "queue", kills=kills, requests=requests
    )
    assert figures["killed"] == kills and figures["emptied"] > 0
    assert_exactly_one_each(figures, sandbox_server)
