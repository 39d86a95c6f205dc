"""SIGKILL at any moment, run again: exactly one account, counted on the server's side."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .converging import wanted
from .sandbox_process import ROOT, SandboxProcess

SLOWNESS = 0.02  # seconds that each answer takes, so that kills fall everywhere in the work


def start(sandbox: SandboxProcess, account_id: str, claim: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.contract.converging", sandbox.url, account_id, str(claim)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def strike(process: subprocess.Popen[str], after: float) -> bool:
    """Kill it that long after it began its work; whether it was still at work."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after)
    process.kill()
    process.stdout.close()
    return process.wait() != 0


def finish(sandbox: SandboxProcess, account_id: str, claim: Path) -> None:
    process = start(sandbox, account_id, claim)
    process.communicate(timeout=30)
    assert process.returncode == 0


def assert_exactly_one(sandbox: SandboxProcess, account_id: str) -> None:
    found = sandbox.accounts()[account_id]
    goal = wanted(account_id)
    assert found["created"] == 1 and found["deleted"] == 0
    assert found["groups"] == sorted(group.id for group in goal.groups)
    assert (found["displayname"], found["email"], found["language"]) == (
        goal.display_name,
        goal.email,
        goal.language,
    )
    assert found["quota"]["quota"] == goal.quota and found["enabled"] is goal.enabled


def span_of_one_run(sandbox: SandboxProcess, claim: Path) -> float:
    process = start(sandbox, "mesure-x", claim)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    began = time.monotonic()
    process.communicate(timeout=30)
    assert process.returncode == 0
    return time.monotonic() - began


def kill_and_run_again(sandbox: SandboxProcess, folder: Path, times: int) -> None:
    dice = random.Random(20261120)  # the same moments each time
    sandbox.fault("slow", seconds=SLOWNESS, times=100_000)
    span = span_of_one_run(sandbox, folder / "mesure")
    struck = 0
    for number in range(times):
        sandbox.control("POST", "forget-edits")
        account_id, claim = f"camille-{number}x", folder / f"claim-{number}"
        struck += strike(start(sandbox, account_id, claim), span * (number + dice.random()) / times)
        finish(sandbox, account_id, claim)
        assert_exactly_one(sandbox, account_id)
    assert struck >= times * 0.6  # most kills fell into the work, or this test shows nothing


def test_ten_kills_leave_one_account_each(sandbox: SandboxProcess, tmp_path: Path) -> None:
    kill_and_run_again(sandbox, tmp_path, 10)


@pytest.mark.slow
def test_two_hundred_kills_leave_one_account_each(sandbox: SandboxProcess, tmp_path: Path) -> None:
    kill_and_run_again(sandbox, tmp_path, 200)


@pytest.mark.parametrize("step", ["insert", "groups", "email"])
def test_a_server_killed_inside_a_create_ends_with_one_account(tmp_path: Path, step: str) -> None:
    """kill -9 of the Nextcloud itself: the answer is lost and half an account is on its disk."""
    server = SandboxProcess(tmp_path).start()
    try:
        server.fault("pause-create", step=step, seconds=30)
        worker = start(server, "camille-7k3m", tmp_path / "claim")
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 10
        while server.control("GET", "faults")["faults"][0]["struck"] == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        server.stop(kill=True)
        worker.communicate(timeout=30)
        assert worker.returncode != 0  # it said that it could not tell, and left the rest to the next run
        server.start()
        assert ("camille-7k3m" in server.accounts()) is (step != "insert")
        finish(server, "camille-7k3m", tmp_path / "claim")
        assert_exactly_one(server, "camille-7k3m")
    finally:
        server.stop()


def test_four_processes_at_once_end_with_one_account(sandbox: SandboxProcess, tmp_path: Path) -> None:
    claim = tmp_path / "claim"
    claim.write_text("tried")
    sandbox.fault("pause-create", step="insert", seconds=0.3, times=4)
    workers = [start(sandbox, "camille-7k3m", claim) for _ in range(4)]
    for worker in workers:
        worker.communicate(timeout=30)
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    assert_exactly_one(sandbox, "camille-7k3m")
