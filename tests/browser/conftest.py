"""The whole portal as `make run` starts it (web, worker, scheduler, sandbox), and a Chromium to walk through it.

Nothing is replaced: these tests speak HTTP only, and read the mails that were sent.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TOTP_PERIOD = 30  # seconds


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Portal:
    """A running portal: its address, the demo people's passwords, its files."""

    address: str
    var: Path
    process: subprocess.Popen

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        return json.loads((self.var / "demo-accounts.json").read_text())

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{int(self.address.rsplit(':', 1)[1]) + 180}"

    def mails(self) -> list[str]:
        """The raw mails sent so far, oldest first."""
        files = sorted((self.var / "mails").glob("*"), key=lambda path: path.stat().st_mtime)
        return [file.read_text() for file in files]


def free_port() -> int:
    """A port that is free, and whose neighbour for the sandbox is too."""
    while True:
        with socket.socket() as web, socket.socket() as sandbox:
            web.bind(("127.0.0.1", 0))
            port = web.getsockname()[1]
            try:
                sandbox.bind(("127.0.0.1", port + 180))
            except OSError:
                continue
            return port


def start_portal(var: Path, port: int) -> Portal:
    """Start the embedded mode in `var` and wait until it answers; raises RuntimeError with its output otherwise."""
    environment = {
        **os.environ,
        "CHATIERE_VAR": str(var),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }
    for name in ("DATABASE_URL", "REDIS_URL", "CHATIERE_TEST_ROOT"):
        environment.pop(name, None)
    log = (var / "output.log").open("a")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_embedded"], cwd=ROOT, env=environment, stdout=log, stderr=log
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
    raise RuntimeError(f"the portal did not start:\n{(var / 'output.log').read_text()[-3000:]}")


def stop_portal(portal: Portal) -> None:
    """Ctrl-C, then no mercy."""
    portal.process.send_signal(signal.SIGINT)
    try:
        portal.process.wait(20)
    except subprocess.TimeoutExpired:
        portal.process.kill()
        portal.process.wait()


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    running = start_portal(tmp_path_factory.mktemp("portal"), free_port())
    yield running
    stop_portal(running)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, portal):
    """`open_browser(width=…, javascript=…)` gives a fresh page of a fresh visitor."""
    contexts = []

    def open_one(*, width: int = 1280, javascript: bool = True, scheme: str = "light") -> Page:
        context = chromium.new_context(
            base_url=portal.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            color_scheme=scheme,
            locale="fr-FR",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def one_time_code(secret: str, *, after: str = "") -> str:
    """The code that an authenticator app would show now; waits for the next one when `after` was just used."""
    while True:
        code = format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD))
        if code != after:
            return code
        time.sleep(1)


@pytest.fixture
def sign_in(portal):
    """`sign_in(page, "staff")` signs a demo person in, second factor included."""
    used: dict[str, str] = _USED_CODES

    def sign(page: Page, key: str) -> Page:
        account = portal.accounts[key]
        page.goto("/compte/login/")
        page.fill("input[name=login]", account["email"])
        page.fill("input[name=password]", account["password"])
        page.click("main button[type=submit]")
        if "totp_secret" in account:
            code = one_time_code(account["totp_secret"], after=used.get(key, ""))
            used[key] = code
            page.fill("input[name=code]", code)
            page.click("main button[type=submit]")
        page.wait_for_url("**/compte/**")
        return page

    return sign


# A code serves once: remembered between tests.
_USED_CODES: dict[str, str] = {}
