"""Runs several processes as one: all start together, and none outlives the one that started them.

Each child leads its own session, is told to end when its parent dies (Linux's parent-death signal, so that even
`kill -9` of the parent leaves none), and is killed with its whole group if it does not end in time.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
GRACE = 8  # seconds between asking a process to end and killing its group


@dataclass
class Process:
    """A command to keep running. When an `essential` one ends, all end; without the others the rest goes on."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    essential: bool = True
    popen: subprocess.Popen | None = None

    def start(self) -> None:
        parent = os.getpid()
        self.popen = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env={**os.environ, **self.environment},
            start_new_session=True,
            preexec_fn=lambda: _end_with(parent),
        )

    @property
    def is_running(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and all it started."""
        if self.popen is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)


def _end_with(parent: int) -> None:
    """In the child, before exec: end when the parent ends, and at once if it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


class ProcessGroup:
    """Starts processes in order, waits, and ends them all on Ctrl-C, SIGTERM or the end of an essential one."""

    def __init__(self, processes: list[Process]):
        self.processes = processes
        self._stopping = False

    def run(self, *, on_started=lambda: None) -> int:
        """Returns 0 after a stop that was asked for, 1 when a process ended by itself."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for process in self.processes:
                process.start()
            on_started()
            failed = self._wait()
        finally:
            self.stop()
        if failed is not None:
            print(f"« {failed.name} » ended by itself (code {failed.popen.returncode}).", file=sys.stderr)  # noqa: T201
            return 1
        return 0

    def _ask_to_stop(self, *_args) -> None:
        self._stopping = True

    def _wait(self) -> Process | None:
        missed: set[str] = set()
        while not self._stopping:
            for process in self.processes:
                if process.is_running or process.name in missed:
                    continue
                if process.essential:
                    return process
                missed.add(process.name)
                print(f"« {process.name} » ended; the rest goes on without it.", file=sys.stderr)  # noqa: T201
            time.sleep(0.3)
        return None

    def stop(self) -> None:
        """Ask every process to end, then kill the groups of those that did not."""
        for process in self.processes:
            if process.is_running:
                process.popen.terminate()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and any(process.is_running for process in self.processes):
            time.sleep(0.1)
        for process in self.processes:
            process.signal_group(signal.SIGKILL)
            if process.popen is not None:
                process.popen.wait()
