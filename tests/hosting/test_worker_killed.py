"""A real Celery worker on the filesystem broker, killed with SIGKILL while it works: nothing is lost or made twice."""

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
WORKER = ["-m", "celery", "-A", "portal", "worker", "--pool=threads", "--concurrency=3", "--loglevel=ERROR"]
PATIENCE = 150  # seconds, on a busy machine


@pytest.fixture
def elsewhere(tmp_path, sandbox_server):
    """Environment of processes with a migrated, empty database of their own and the sandbox as their Nextcloud."""
    migrated_copy(tmp_path / "portal.sqlite3")
    for folder in ("queue", "control", "processed"):
        (tmp_path / "broker" / folder).mkdir(parents=True)
    renew(sandbox_server)
    # every answer takes a moment, so that kills fall everywhere in the work
    sandbox_server.fault("slow", seconds=0.03, times=100_000)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "CHATIERE_VAR": str(tmp_path),
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


def kill_again_and_again(elsewhere, sandbox, *, kills: int, requests: int) -> dict:
    """Kill the worker `kills` times once it has begun to work; returns the figures of the end."""
    driver = start(elsewhere, "-m", "tests.hosting.fault_driver", str(requests), stdout=subprocess.PIPE, text=True)
    worker = start(elsewhere, *WORKER)
    began, killed, seen = time.monotonic(), 0, 0
    try:
        for line in driver.stdout:
            figures = json.loads(line)
            if figures["active"] == requests:
                return figures | {"killed": killed}
            assert time.monotonic() - began < PATIENCE + 10 * kills, figures
            at_work = len(sandbox.requests()) > seen
            if killed < kills and at_work:
                time.sleep(random.uniform(0, 0.3))
                kill(worker)
                killed, seen = killed + 1, len(sandbox.requests())
                worker = start(elsewhere, *WORKER)
    finally:
        for process in (worker, driver):
            kill(process)
        driver.stdout.close()
    raise AssertionError("the driver ended by itself")


def assert_exactly_one_each(figures, sandbox):
    made = accounts_made(sandbox)
    assert sorted(made) == sorted(figures["uids"])
    assert {(one["created"], one["deleted"]) for one in made.values()} == {(1, 0)}
    assert all(len(one["groups"]) == 1 and one["email"] for one in made.values())
    assert set(figures["steps"]) == {4}, "submitted, approved, provisioning, active, each once"
    assert set(figures["mails"]) == {3}, "arrived, approved, ready, each told once"


@pytest.mark.parametrize(
    ("kills", "requests"), [(3, 8), pytest.param(40, 60, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_killed_at_any_moment_there_is_exactly_one_account_each(elsewhere, sandbox_server, kills, requests):
    figures = kill_again_and_again(elsewhere, sandbox_server, kills=kills, requests=requests)
    assert figures["killed"] > 0
    assert_exactly_one_each(figures, sandbox_server)


def test_a_broker_that_was_emptied_loses_nothing(elsewhere, sandbox_server, tmp_path):
    driver = start(elsewhere, "-m", "tests.hosting.fault_driver", "3", stdout=subprocess.PIPE, text=True)
    worker = None
    try:
        driver.stdout.readline()
        for message in (tmp_path / "broker" / "queue").iterdir():
            message.unlink(missing_ok=True)
        worker = start(elsewhere, *WORKER)
        began = time.monotonic()
        for line in driver.stdout:
            figures = json.loads(line)
            if figures["active"] == 3:
                break
            assert time.monotonic() - began < PATIENCE, figures
    finally:
        for process in filter(None, (worker, driver)):
            kill(process)
        driver.stdout.close()
    assert_exactly_one_each(figures, sandbox_server)
