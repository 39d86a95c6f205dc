"""The plug is pulled while an account is being made: one account in the end, counted on the Nextcloud's side."""

import os
import random
import signal
import subprocess
import time

import pytest

from tests.embedded import ROOT, kill_portal

from .conftest import House, Waiting, wait_for

pytestmark = pytest.mark.embedded

SLOWNESS = 0.1  # seconds that each answer of the sandbox takes, so that kills fall everywhere in the work
ENDS_WITHIN = 10  # seconds from Ctrl-C to silence


def pull_the_plug(house: House) -> None:
    kill_portal(house.portal)


def kill_the_supervisor(house: House) -> None:
    house.portal.process.kill()
    house.portal.process.wait()


def kill_the_worker(house: House) -> None:
    os.kill(house.portal.one_process("celery --quiet -A portal.celery worker"), signal.SIGKILL)


VICTIMS = (pull_the_plug, kill_the_worker, kill_the_supervisor)


def creations_asked(house: House) -> int:
    told = house.portal.control("GET", "requests")["requests"]
    return sum(one["path"].startswith("/ocs/v2.php/cloud/users") for one in told)


def strike(house: House, kill) -> list[Waiting]:
    """Approve, wait until the worker is at it, and kill a moment later."""
    house.portal.control("POST", "faults", {"kind": "slow", "seconds": SLOWNESS, "times": 100_000})
    before = creations_asked(house)
    waiting = house.approve(2)
    wait_for(lambda: creations_asked(house) > before, "the worker takes the request up")
    time.sleep(random.uniform(0, 12 * SLOWNESS))
    kill(house)
    return waiting


def assert_one_account_and_every_step_told_once(house: House, one: Waiting) -> None:
    with house.signed_in(one.email) as client:
        wait_for(lambda: "Votre espace" in client.get("/compte/cloud/").text, f"request {one.number} becomes active")
        trail = client.get(f"/compte/cloud/demandes/{one.number}/").text
    assert "Actif" in trail or "Active" in trail
    accounts = house.portal.sandbox_accounts()
    theirs = [found for found in accounts.values() if found["email"] == one.email]
    assert [(found["id"], found["created"], found["deleted"]) for found in theirs] == [(one.uid, 1, 0)]
    wait_for(lambda: len(steps_told(house, one)) == 3, f"three mails to {one.email}")


def steps_told(house: House, one: Waiting) -> set[str]:
    """Mails of the portal by Message-ID: a copy that a crash made between sending and noting it bears the same."""
    mails = [mail for mail in house.portal.mails_to(one.email) if mail["Auto-Submitted"]]
    subjects = [mail["Subject"] for mail in {mail["Message-ID"]: mail for mail in mails}.values()]
    assert len(subjects) == len(set(subjects)), subjects
    return set(subjects)


def strike_and_start_again(house: House, rounds: int) -> None:
    struck = []
    for number in range(rounds):
        struck += strike(house, VICTIMS[number % len(VICTIMS)])
        house.start_again()
    for one in struck:
        assert_one_account_and_every_step_told_once(house, one)


def test_killed_while_it_makes_accounts_there_is_one_of_each(house):
    strike_and_start_again(house, 3)


@pytest.mark.slow
def test_killed_thirty_times_while_it_makes_accounts_there_is_one_of_each(house):
    strike_and_start_again(house, 30)


def test_an_emptied_broker_folder_loses_no_request(house):
    stopped = house.portal.one_process("celery --quiet -A portal.celery worker")
    os.kill(stopped, signal.SIGSTOP)  # so that the messages are still in the folder
    waiting = house.approve(1)
    emptied = [message.unlink() for message in (house.portal.var / "broker" / "queue").glob("*.msg")]
    os.kill(stopped, signal.SIGCONT)
    assert emptied
    assert_one_account_and_every_step_told_once(house, waiting[0])


def test_a_nextcloud_that_is_down_leaves_the_request_waiting_in_words(house):
    pid = house.portal.one_process("hosting.cloud.nextcloud.sandbox")
    command = house.portal.processes()[pid].split()
    os.kill(pid, signal.SIGKILL)
    [one] = house.approve(1)
    with house.signed_in(one.email) as client:
        page = f"/compte/cloud/demandes/{one.number}/"
        wait_for(lambda: "Le serveur ne répond pas en ce moment." in client.get(page).text, "the page says it")
        assert "en cours de création" in client.get("/compte/cloud/").text
        assert house.portal.process.poll() is None, "the rest of the portal goes on"
        with subprocess.Popen(command, cwd=ROOT, env=house.environment(), stdout=subprocess.DEVNULL) as back:
            try:
                assert_one_account_and_every_step_told_once(house, one)
            finally:
                back.terminate()
    kill_portal(house.portal)


def test_ctrl_c_ends_every_process_within_ten_seconds(house):
    processes = house.portal.processes()
    assert len(processes) >= 5, processes
    began = time.monotonic()
    os.killpg(house.portal.process.pid, signal.SIGINT)
    assert house.portal.process.wait(ENDS_WITHIN) == 0
    assert house.portal.processes() == {}
    assert time.monotonic() - began < ENDS_WITHIN


def test_kill_9_of_the_supervisor_leaves_no_process_and_a_second_start_keeps_data_and_passwords(house):
    before = house.portal.accounts
    files = (house.portal.var / "demo-accounts.json").stat()
    kill_the_supervisor(house)
    began = time.monotonic()
    while house.portal.processes():
        assert time.monotonic() - began < 2 * ENDS_WITHIN, house.portal.processes()
        time.sleep(0.2)
    house.start_again()
    assert house.portal.accounts == before
    assert (house.portal.var / "demo-accounts.json").stat().st_mtime == files.st_mtime
    with house.signed_in(before["citizen"]["email"], before["citizen"]["password"]) as client:
        assert client.get("/compte/cloud/").status_code == 200
    assert "camille.roche" in house.portal.sandbox_accounts()
