"""The sandbox's Team folders answer as the recorded app 20.1.18 did, exchange by exchange, in the recorded order.

recordings/teamfolders.jsonl holds what the folders' own routes answered, and the accounts and groups they need;
`place` is where an exchange stood in the whole recording. WebDAV, shares, older releases and what `occ` delegates to
folder managers were left out: the portal calls none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from .replay import PASSWORD, Replay, differences
from .sandbox_process import PASSWORDS, SandboxProcess, recordings

ROWS = recordings("teamfolders.jsonl")
FOLDERS = "/index.php/apps/groupfolders/folders"
# places of the eight creates that were sent at the same moment
RACE = range(516, 524)
# written as XML, which the portal never asks for: sent for what they do, not compared
NOT_COMPARED = {9, 33}
SERVICE = "<portalbot>"


def _admin(run: Replay, path: str, told: dict[str, Any]) -> None:
    headers = {"OCS-APIRequest": "true", "Accept": "application/json"}
    done = run.http.post(f"{FOLDERS}{path}", json=told, headers=headers, auth=run.logins["<ncadmin>"])
    assert done.status_code == 200, done.text


def _a_name_of_4000_letters(run: Replay) -> None:
    _admin(run, "", {"mountpoint": "n" * 4000})


def _every_group_goes(run: Replay) -> None:
    run.sandbox.control("POST", "folder-groups", {"id": 1})
    _admin(run, "/1/quota", {"quota": 5368709120})


def _the_service_account(run: Replay) -> None:
    told = run.sandbox.control("POST", "service-account", {"password": PASSWORDS["portalbot"]})
    run.logins[SERVICE] = ("portalbot", told["app_password"])


def _the_service_account_gets_folders(run: Replay) -> None:
    run.sandbox.control("POST", "folder-delegation", {"group": "portal-bots"})


def _turned(state: str) -> Callable[[Replay], None]:
    return lambda run: run.sandbox.control("POST", "team-folders", {"state": state}) and None


def _closed(on: bool) -> Callable[[Replay], None]:
    return lambda run: run.sandbox.control("POST", "maintenance", {"on": on}) and None


def _open_again(run: Replay) -> None:
    _closed(False)(run)


# place → what the recorder did before it
BEFORE: dict[int, Callable[[Replay], None]] = {
    0: _turned("on"),
    33: _a_name_of_4000_letters,
    178: _every_group_goes,
    263: _the_service_account,
    281: _the_service_account_gets_folders,
    618: _turned("just off"),
    622: _turned("on"),
    624: _closed(True),
    625: _open_again,
}


def _send(run: Replay, row: dict[str, Any]) -> Any:
    login = row["request"]["headers"].get("Authorization", "").removeprefix("Basic ")
    if row["name"] == "folders.list.bad_auth":
        login = "<ncadmin wrong>"
        row["request"]["headers"]["Authorization"] = f"Basic {login}"
    if login and login not in run.logins:
        run.logins[login] = (login.strip("<>"), PASSWORD)
    if row["request"]["body"]:
        row["request"]["body"] = row["request"]["body"].replace("<secret>", PASSWORD)
    _weigh(run, row["response"]["body"])
    return run.send(row)


def _weigh(run: Replay, body: Any) -> None:
    """Files came by WebDAV, which the sandbox lacks: it is told what the folder weighed."""
    if isinstance(body, dict):
        if "mount_point" in body and body.get("size"):
            run.sandbox.control("POST", "folder-size", {"id": body["id"], "bytes": body["size"]})
        for inner in body.values():
            _weigh(run, inner)


def _expected(row: dict[str, Any]) -> dict[str, Any]:
    """PHP's built-in server sent what it throws as « HTTP/1.1 0 »; the sandbox answers as Apache does."""
    recorded = row["response"]
    if recorded["status"] == 0:
        return recorded | {"status": 500, "headers": {"content-type": "application/json; charset=utf-8"}}
    if "capabilities" in row["request"]["url"]:
        return recorded | {"headers": {"content-type": "application/json; charset=utf-8"}}
    return recorded


def _compare(row: dict[str, Any], response: Any) -> list[str]:
    expected = _expected(row)
    if row["response"]["status"] == 0:
        return [] if response.status_code == 500 and response.json()["message"] else ["no error"]
    if row["place"] in NOT_COMPARED or response.status_code >= 500:
        return [] if response.status_code == expected["status"] else [f"status {response.status_code}"]
    if "capabilities" in row["request"]["url"]:
        told = response.json()["ocs"]["data"]["capabilities"].get("groupfolders")
        known = row["response"]["body"]["ocs"]["data"]["capabilities"]["groupfolders"]
        return [] if told == known else [f"{told}, recorded {known}"]
    return differences(expected, response)


def _race(run: Replay) -> list[str]:
    """Eight creates at once: two pass the check before either is written, as they did when recorded."""
    run.sandbox.fault("pause-create", step="folder", seconds=0.3, times=2)
    rows = [row for row in ROWS if row["place"] in RACE]
    with ThreadPoolExecutor(2) as pool:
        first = list(pool.map(run.send, rows[:2]))
    rest = [run.send(row) for row in rows[2:]]
    told = sorted((one.status_code for one in [*first, *rest]), reverse=True)
    return [] if told == sorted((row["response"]["status"] for row in rows), reverse=True) else [str(told)]


def test_the_sandbox_answers_about_folders_as_recorded(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path, seed="only-admin").start()
    found: list[str] = []
    raced = False
    try:
        with closing(Replay(sandbox)) as run:
            for row in ROWS:
                if row["place"] in BEFORE:
                    BEFORE[row["place"]](run)
                if row["place"] in RACE:
                    found += [] if raced else _race(run)
                    raced = True
                    continue
                lines = _compare(row, _send(run, row))
                found += [f"{row['place']} {row['name']}: {line}" for line in lines]
    finally:
        sandbox.stop()
    assert "\n".join(found) == ""
    assert len(ROWS) == 270 and raced
