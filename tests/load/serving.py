"""The portal under gunicorn on a real PostgreSQL and a real Redis, for as long as something is measured."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.embedded import ROOT, embedded_environment, free_port
from tests.run import servers

COURSE = "/mooc/internet-reprendre-le-controle/"
LESSON = f"{COURSE}internet-pourquoi-et-comment/la-neutralite-du-net/"


@dataclass
class Served:
    """A gunicorn of one program: its address, and the processor time of its workers."""

    address: str
    process: subprocess.Popen

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def processor_seconds(self) -> float:
        """What all threads of the workers have used so far, to the nanosecond."""
        tasks = [task for pid in self.workers() for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def migrated_portal() -> Iterator[dict[str, str]]:
    """A migrated PostgreSQL without a row of content, and a Redis: the environment of a process that works on them."""
    with servers() as addresses, tempfile.TemporaryDirectory(prefix="chatiere-load-") as place:
        var = Path(place) / "var"
        var.mkdir()
        own = {"DATABASE_URL": addresses["DATABASE_URL"].replace("/postgres?", "/migrated?", 1)}
        yield embedded_environment(var, **own, REDIS_URL=addresses["REDIS_URL"])


@contextmanager
def prepared_portal(what: str, *words: str) -> Iterator[tuple[dict[str, str], dict]]:
    """A migrated database with the shipped course, and what `what --prepare` says of it (one line of JSON): the
    environment to serve it with, and what was said."""
    with migrated_portal() as environment:
        for command in (["load_content"], ["collectstatic", "--no-input", "--verbosity=0"]):
            python(environment, "manage.py", *command)
        told = python(environment, "-m", what, "--prepare", *words)
        yield environment, json.loads(told.splitlines()[-1])


def python(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def gunicorn(program: str, *options: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """Serve a WSGI program on a free port, and wait until it answers."""
    port = free_port()
    words = ["-m", "gunicorn", program, f"--bind=127.0.0.1:{port}", "--log-level=error", *options]
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment or dict(os.environ))
    served = Served(f"http://127.0.0.1:{port}", process)
    try:
        _wait_for(served)
        yield served
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(served: Served) -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(served.address, timeout=20).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("gunicorn did not start")
