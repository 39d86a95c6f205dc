"""A night at the desk of a national network: figures counted, and the round through 120 000 accounts at 20 ms a call.

python -m tests.load.night [--minutes 3] [--call 0.02] [--people 100000] [--organisations 30000] [--accounts 120000]

Real PostgreSQL and Redis (both from pip), the sandbox as the Nextcloud with all these accounts, a Celery worker of four
threads as `make run` starts it. Prints seconds, queries and memory of the nightly figures; then how many accounts a
minute the round looks at on the larger of two servers, which go their rounds side by side, and how long it takes there
at that pace. After half of the minutes the worker is killed by SIGKILL and, ten minutes being long, the clock of the
round set back: the sweep goes on with it.
Ends with an error when the round wrote to the server, left out an account before the last it saw, or stood still.
"""

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.contract.sandbox_process import PASSWORDS, SandboxProcess
from tests.embedded import ROOT

from .desk_rows import Size, fill
from .import_organisations import Counted
from .serving import prepared_portal, python

KEYS = ("LOAD_0", "LOAD_1")  # of the two servers of desk_rows
SEEN = """
    SELECT count(*) FROM cloud_cloudaccount AS account JOIN cloud_cloudserver AS server ON server.id = server_id
    WHERE key = 'load-0' AND seen_at >= %s
"""
LEFT_OUT = """
    SELECT count(*) FROM cloud_cloudaccount AS account JOIN cloud_cloudserver AS server ON server.id = server_id
    WHERE account.id <= coalesce(round_after, 9e18) AND (seen_at IS NULL OR seen_at < %s)
"""
DRIFTED = "SELECT count(*) FROM cloud_cloudaccount WHERE seen_at >= %s AND drift <> '[]'"


def prepare(size: Size) -> dict:
    import django

    django.setup()
    fill(size)
    return {}


def figures() -> dict:
    """Counts the figures of the day."""
    import django

    django.setup()
    from django.db import connection

    from portal.figures import actions

    queries, before, began = Counted(), _megabytes(), time.monotonic()
    with connection.execute_wrapper(queries):
        rows = actions.count_figures()
    taken = time.monotonic() - began
    assert all(rows.values()), rows
    return {"seconds": taken, "queries": queries.count, "memory": _megabytes() - before}


def begin() -> None:
    """What beat does at half past two."""
    import django

    django.setup()
    from hosting.cloud.tasks import look_at_servers

    look_at_servers()


def go_on() -> None:
    """What beat does every ten minutes, as if they were over."""
    import django

    django.setup()
    from datetime import timedelta

    from django.db.models import F

    from hosting.cloud.models import CloudServer
    from hosting.cloud.tasks import sweep_rounds

    CloudServer.objects.update(round_at=F("round_at") - timedelta(minutes=11))
    assert sweep_rounds(), "no round is under way"


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill_sandbox(database, state: Path) -> None:
    """The accounts as the portal wants them, with the groups of their associations."""
    from hosting.cloud.nextcloud.quota import human

    accounts = database.execute(
        "SELECT uid, public_name, email, quota_bytes, used_bytes FROM cloud_cloudaccount AS account"
        " JOIN people_user AS person ON person.id = person_id"
    ).fetchall()
    members = database.execute(
        "SELECT 'assoc-' || request.organisation_id, uid FROM cloud_cloudaccount AS account"
        " JOIN cloud_accountrequest AS request ON request.account_id = account.id AND request.state = 'active'"
        " JOIN organisations_membership AS membership ON membership.person_id = account.person_id"
        " AND membership.organisation_id = request.organisation_id"
    ).fetchall()
    with sqlite3.connect(state, timeout=60) as sandbox:
        sandbox.executemany(
            "INSERT INTO accounts (uid, uid_lower, displayname, email, quota, language, used)"
            " VALUES (?, ?, ?, ?, ?, 'fr', ?)",
            [(uid, uid.lower(), name, email, human(quota), used) for uid, name, email, quota, used in accounts],
        )
        sandbox.executemany("INSERT OR IGNORE INTO groups VALUES (?, ?)", {(group, group) for group, _uid in members})
        sandbox.executemany("INSERT OR IGNORE INTO members VALUES (?, ?)", members)


@contextmanager
def worker(environment: dict[str, str]):
    words = ["-m", "celery", "-A", "portal", "worker", "--pool=threads", "--concurrency=4", "--loglevel=ERROR"]
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(60)


def watch(environment: dict[str, str], address: str, step: str, seconds: float, since) -> tuple[int, float]:
    """How many accounts of the larger server a worker looked at, from the first to the last, and in how long."""
    with worker(environment), psycopg.connect(address, autocommit=True) as database:
        before = database.execute(SEEN, [since]).fetchone()[0]
        python(environment, "-m", "tests.load.night", f"--{step}")
        while database.execute(SEEN, [since]).fetchone()[0] == before:
            time.sleep(0.2)
        began, first = time.monotonic(), database.execute(SEEN, [since]).fetchone()[0]
        time.sleep(seconds)
        return database.execute(SEEN, [since]).fetchone()[0] - first, time.monotonic() - began


def measure(environment: dict[str, str], options: argparse.Namespace) -> bool:
    """Whether all is well."""
    address, say = environment["DATABASE_URL"], sys.stdout.write
    with tempfile.TemporaryDirectory(prefix="chatiere-load-") as place:
        sandbox = SandboxProcess(Path(place, "nextcloud")).start()
        try:
            with psycopg.connect(address, autocommit=True) as database:
                fill_sandbox(database, sandbox.state)
                since = database.execute("SELECT now()").fetchone()[0]
            sandbox.fault("slow", seconds=options.call, times=10_000_000)
            own = {"NEXTCLOUD_URL": sandbox.url, "PYTHONWARNINGS": "ignore"}
            own |= {f"NEXTCLOUD_{key}_USER": "portalbot" for key in KEYS}
            own |= {f"NEXTCLOUD_{key}_PASSWORD": PASSWORDS["portalbot"] for key in KEYS}
            halves = [
                watch(environment | own, address, step, options.minutes * 30, since) for step in ("begin", "go-on")
            ]
            with psycopg.connect(address, autocommit=True) as database:
                left_out, drifted = (database.execute(sql, [since]).fetchone()[0] for sql in (LEFT_OUT, DRIFTED))
            writes = sum(not one.startswith("GET ") for one in sandbox.requests())
        finally:
            sandbox.stop()
    for name, (count, seconds) in zip(("until the kill", "after it"), halves, strict=True):
        pace = count / seconds * 60
        larger = min(options.people, options.accounts)
        say(f"round, {name}: {pace:.0f} accounts a minute, {larger} in {larger / max(pace, 1):.0f} minutes\n")
    say(f"left out {left_out}, written to the server {writes}, drifted {drifted}\n")
    return not left_out and not writes and all(count for count, _seconds in halves)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--call", type=float, default=0.02)
    for name, count in (("people", 100_000), ("organisations", 30_000), ("accounts", 120_000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--sizes", help=argparse.SUPPRESS)
    for step in ("--prepare", "--figures", "--begin", "--go-on"):
        parser.add_argument(step, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare(Size(**json.loads(options.sizes)))))
    elif options.figures:
        sys.stdout.write(json.dumps(figures()))
    elif options.begin or options.go_on:
        begin() if options.begin else go_on()
    else:
        size = {name: getattr(options, name) for name in ("people", "organisations", "accounts")}
        with prepared_portal("tests.load.night", "--sizes", json.dumps(size)) as (environment, _told):
            told = json.loads(python(environment, "-m", "tests.load.night", "--figures").splitlines()[-1])
            sys.stdout.write(f"figures: {told['seconds']:.1f} s, {told['queries']} queries, {told['memory']:.0f} MB\n")
            sys.stdout.flush()
            return 0 if measure(environment, options) else 1
    return 0


if __name__ == "__main__":
    os.environ.pop("CHATIERE_TEST_ROOT", None)
    sys.exit(main())
