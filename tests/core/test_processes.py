"""Several processes as one: whatever ends the one that started them, none is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from portal.core import processes
from portal.core.processes import Process, ProcessGroup

# A web server as `make run` starts it (a master that has workers of its own), a plain child, and one that is restarted.
TREE = """
import sys
from pathlib import Path
from portal.core.processes import Process, ProcessGroup
folder = Path(sys.argv[1])
sleeper = [sys.executable, "-c", "import time; time.sleep(600)", "mark-" + sys.argv[2]]
server = [sys.executable, "-m", "gunicorn", "--workers=2", "--bind=127.0.0.1:0", "--log-level=critical",
          "--name=mark-" + sys.argv[2], "--chdir", str(folder), "app:app"]
group = ProcessGroup([Process("server", server), Process("sleeper", sleeper)])
sys.exit(group.run(on_started=lambda: (folder / "started").touch()))
"""
LONG_ENOUGH = 20  # seconds, on a busy machine


def children_of(pid: int) -> set[int]:
    """All processes below this one, read from /proc."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found, frontier = set(), {pid}
    while frontier:
        frontier = {child for child, parent in parents.items() if parent in frontier} - found
        found |= frontier
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition) -> bool:
    deadline = time.monotonic() + LONG_ENOUGH
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def tree(tmp_path):
    """A supervisor with a web server, its two workers and a sleeper below it."""
    (tmp_path / "app.py").write_text("def app(environ, start):\n    start('200 OK', [])\n    return [b'']\n")
    supervisor = subprocess.Popen(
        [sys.executable, "-c", TREE, str(tmp_path), str(os.getpid())], cwd=settings.BASE_DIR, start_new_session=True
    )
    assert wait_for(lambda: len(children_of(supervisor.pid)) >= 4)
    below = children_of(supervisor.pid)
    yield supervisor, below
    for pid in [supervisor.pid, *below]:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    supervisor.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_end_of_the_supervisor_is_the_end_of_the_whole_tree(tree, number):
    supervisor, below = tree
    supervisor.send_signal(number)
    supervisor.wait(LONG_ENOUGH)
    assert wait_for(lambda: not any(is_alive(pid) for pid in below))
    assert supervisor.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 0)


def run_group(*group: Process) -> int:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        return ProcessGroup(list(group)).run()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def test_an_essential_process_that_ends_takes_the_others_along_and_is_named(capsys):
    sleeper = Process("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"])
    failing = Process("worker", [sys.executable, "-c", "raise SystemExit(3)"])
    assert run_group(sleeper, failing) == 1
    assert not sleeper.is_running
    assert "worker" in capsys.readouterr().err


def test_a_process_that_will_not_end_is_killed(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "GRACE", 0.5)
    ready = tmp_path / "ready"
    stubborn = Process(
        "stubborn",
        [
            sys.executable,
            "-c",
            "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
            f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)",
        ],
    )
    stubborn.start()
    assert wait_for(ready.exists)
    ProcessGroup([stubborn]).stop()
    assert stubborn.popen.returncode == -signal.SIGKILL


def test_a_process_gets_its_own_environment_above_ours(tmp_path):
    told = tmp_path / "told"
    script = f"import os, pathlib; pathlib.Path({str(told)!r}).write_text(os.environ['ROOM'] + os.environ['PATH'])"
    process = Process("one", [sys.executable, "-c", script], environment={"ROOM": "cave"})
    process.start()
    process.popen.wait(LONG_ENOUGH)
    assert told.read_text() == "cave" + os.environ["PATH"]
