"""The embedded mode as `make run` starts it, for tests that walk through it or pull its plug.

Nothing is replaced: these tests speak HTTP, send signals, and read the mails that were sent.
"""

import email
import email.policy
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx

from hosting.cloud.nextcloud.transport import tls_context

ROOT = Path(__file__).resolve().parents[1]
SANDBOX_OFFSET = 180  # the sandbox listens that many ports above the portal


@dataclass
class Portal:
    """A running portal: its address, the demo people's passwords, its files, its supervisor."""

    address: str
    var: Path
    process: subprocess.Popen

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        """{"citizen": {"email": …, "password": …, "totp_secret": … where the role needs it}, …}."""
        return json.loads((self.var / "demo-accounts.json").read_text())

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.port + SANDBOX_OFFSET}"

    def mails(self) -> list[EmailMessage]:
        """Every mail sent so far, the portal's and the sandbox's, oldest first."""
        files = sorted((self.var / "mails").glob("*"), key=lambda path: path.stat().st_mtime)
        policy = email.policy.default
        return [email.message_from_bytes(one, policy=policy) for file in files for one in _letters(file)]

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if address in mail["To"]]

    def sandbox_accounts(self) -> dict[str, dict]:
        """The accounts as the Nextcloud side counts them: {id: {"created": how often, "deleted": …, "email": …}}."""
        told = self.control("GET", "accounts")["accounts"]
        return {one["id"]: one for one in told}

    def control(self, method: str, name: str, told: dict | None = None) -> dict:
        """One of the sandbox's controls (hosting/cloud/nextcloud/sandbox/control.py)."""
        with httpx.Client(verify=tls_context(), timeout=20) as client:
            answer = client.request(method, f"{self.sandbox}/sandbox/{name}", json=told, headers=CONTROL)
        return answer.raise_for_status().json()

    def manage(self, *words: str) -> None:
        """A command of manage.py beside it, as whoever runs the machine gives it."""
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=embedded_environment(self.var), check=True)

    def processes(self) -> dict[int, str]:
        """{pid: command line} of everything that runs on this portal's folder, the supervisor included."""
        mark = f"CHATIERE_VAR={self.var}\0".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                    found[int(folder.name)] = command
            except OSError:  # ended meanwhile, or somebody else's
                continue
        return {pid: command for pid, command in found.items() if command}

    def one_process(self, word: str) -> int:
        """The pid of the oldest process whose command line has that word."""
        return min(pid for pid, command in self.processes().items() if word in command)


CONTROL = {"X-Sandbox-Control": "1"}
_OF_THE_TESTS = ("DATABASE_URL", "REDIS_URL", "CHATIERE_TEST_ROOT")


def _letters(file: Path) -> list[bytes]:
    """Django's file backend puts the mails of one connection into one file, a line of hyphens after each."""
    parts = file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
    return [part.lstrip(b"\n") for part in parts if part.strip()]


def free_port() -> int:
    """A port that is free, and whose neighbour for the sandbox is too."""
    while True:
        with socket.socket() as web, socket.socket() as sandbox:
            web.bind(("127.0.0.1", 0))
            port = web.getsockname()[1]
            try:
                sandbox.bind(("127.0.0.1", port + SANDBOX_OFFSET))
            except (OSError, OverflowError):
                continue
            return port


def embedded_environment(var: Path, **settings: str) -> dict[str, str]:
    """The environment of `make run` with its files in `var`: nothing of the tests' own databases and caches."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_TESTS}
    return {**kept, "CHATIERE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.dev", **settings}


def start_portal(var: Path, port: int, **settings: str) -> Portal:
    """Start the embedded mode in `var` and wait until it answers; raises RuntimeError with its output otherwise."""
    environment = embedded_environment(var, PORT=str(port), **settings)
    with (var / "output.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_embedded"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    portal = Portal(f"http://127.0.0.1:{port}", var, process)
    for _attempt in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(portal.address, timeout=5):
                return portal
        except OSError:
            time.sleep(0.3)
    kill_portal(portal)
    raise RuntimeError(f"the portal did not start:\n{(var / 'output.log').read_text()[-3000:]}")


def stop_portal(portal: Portal) -> None:
    """Ctrl-C, then no mercy."""
    portal.process.send_signal(signal.SIGINT)
    try:
        portal.process.wait(20)
    except subprocess.TimeoutExpired:
        kill_portal(portal)


def kill_portal(portal: Portal) -> None:
    """`kill -9` of the supervisor and of everything that it started, as when the plug is pulled."""
    for pid in (portal.process.pid, *portal.processes()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    portal.process.wait()
