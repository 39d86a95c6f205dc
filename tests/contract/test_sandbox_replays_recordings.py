"""The sandbox answers as the recorded Nextcloud 32.0.1 did, exchange by exchange, in the recorded order.

The whole sequence runs once on a fresh server; each recording is then one test, so that a difference names
the exchange it is in. Bodies are compared in full, not in shape only; replay.py lists what may vary.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from .recorder_steps import BEFORE, CONCURRENT, remember
from .replay import Replay, differences
from .sandbox_process import SandboxProcess, recordings

ROWS = recordings()
IDS = [f"{place}-{row['name']}" for place, row in enumerate(ROWS)]
# place in the file → why the sandbox is not asked; a recording is either replayed or named here
EXCLUDED: dict[int, str] = {}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    """For each recording, how the sandbox's answer differs."""
    folder: Path = tmp_path_factory.mktemp("replay")
    sandbox = SandboxProcess(folder, seed="only-admin").start()
    try:
        with closing(Replay(sandbox)) as run:
            return _run_all(run)
    finally:
        sandbox.stop()


def _run_all(run: Replay) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place, row in enumerate(ROWS):
        if place in EXCLUDED or place in found:
            continue
        if place in BEFORE:
            BEFORE[place][1](run)
        if place in CONCURRENT:
            found |= _race(run)
            continue
        response = run.send(row)
        found[place] = differences(row["response"], response)
        if not found[place] and response.headers["content-type"].startswith("application/json"):
            remember(run, row["name"], response.json())
    return found


def _race(run: Replay) -> dict[int, list[str]]:
    """Four creates at once: who wins is chance, so answers are matched with the recorded ones as a set."""
    run.sandbox.fault("pause-create", step="insert", seconds=0.4, times=len(CONCURRENT))
    with ThreadPoolExecutor(len(CONCURRENT)) as pool:
        responses = list(pool.map(run.send, [ROWS[place] for place in CONCURRENT]))
    found = {}
    for place in CONCURRENT:
        tried = [differences(ROWS[place]["response"], response) for response in responses]
        best = min(range(len(tried)), key=lambda number: len(tried[number]))
        found[place] = tried[best]
        responses.pop(best)
    winner = run.sandbox.accounts()["race"]["displayname"]
    if winner != "R1":
        run.admin("PUT", "/cloud/users/race", {"key": "displayname", "value": "R1"})
    return found


@pytest.mark.parametrize("place", range(len(ROWS)), ids=IDS)
def test_the_sandbox_answers_as_recorded(place: int, verdicts: dict[int, list[str]]) -> None:
    if place in EXCLUDED:
        pytest.skip(EXCLUDED[place])
    assert verdicts[place] == []


def test_every_recording_is_replayed_or_excluded_with_a_reason(verdicts: dict[int, list[str]]) -> None:
    assert set(verdicts) | set(EXCLUDED) == set(range(len(ROWS)))
    assert not set(verdicts) & set(EXCLUDED)
    assert len(ROWS) == 275
    assert all(EXCLUDED.values()) and len(EXCLUDED) <= 10


def test_the_steps_between_recordings_stand_at_their_place() -> None:
    assert {place: ROWS[place]["name"] for place in BEFORE} == {place: step[0] for place, step in BEFORE.items()}
    assert {ROWS[place]["name"] for place in CONCURRENT} == {"user.create.concurrent"}


def test_a_difference_is_seen() -> None:
    """The comparison itself must be able to fail."""
    row = next(row for row in ROWS if row["name"] == "user.get")["response"]
    same = {"content-type": row["headers"]["content-type"]}
    assert differences(row, httpx.Response(200, json=row["body"], headers=same)) == []
    changed: Counter[bool] = Counter()
    for status, body in (
        (404, row["body"]),
        (200, {"ocs": {"meta": row["body"]["ocs"]["meta"], "data": []}}),
        (200, {"ocs": row["body"]["ocs"] | {"meta": {"status": "ok", "statuscode": 100, "message": "OK"}}}),
        (200, {"ocs": row["body"]["ocs"], "more": 1}),
    ):
        changed[bool(differences(row, httpx.Response(status, json=body, headers=same)))] += 1
    assert changed == {True: 4}
