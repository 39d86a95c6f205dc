"""The whole portal as `make run` starts it (web, worker, scheduler, sandbox), and a Chromium to walk through it.

Nothing is replaced: these tests speak HTTP only, and read the mails that were sent.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, sync_playwright

from tests.embedded import Portal, free_port, start_portal, stop_portal
from tests.prepared import fill

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


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    """Started for these tests, or one that runs already: RUNNING_PORTAL="http://127.0.0.1:8000 var"."""
    if "RUNNING_PORTAL" in os.environ:
        address, var = os.environ["RUNNING_PORTAL"].split()
        yield Portal(address, Path(var), process=None)
        return
    # One person writes here in minutes what people write in a day.
    running = start_portal(fill(tmp_path_factory.mktemp("portal")), free_port(), FORUM_LIMITS_TIMES="20")
    yield running
    stop_portal(running)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def new_page(
    chromium: Browser, portal: Portal, *, width: int = 1280, javascript: bool = True, scheme: str = "light"
) -> Page:
    """A page of a fresh visitor; closing its context ends the visit."""
    context = chromium.new_context(
        base_url=portal.address,
        viewport={"width": width, "height": 900},
        java_script_enabled=javascript,
        color_scheme=scheme,
        locale="fr-FR",
    )
    context.set_default_timeout(15_000)
    return context.new_page()


@pytest.fixture
def open_browser(chromium, portal):
    """`open_browser(width=…, javascript=…, scheme=…)` gives a fresh page of a fresh visitor."""
    pages = []

    def open_one(**options) -> Page:
        pages.append(new_page(chromium, portal, **options))
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module")
def reader(chromium, portal) -> Iterator[Page]:
    """One visitor who reads page after page: a browser that knows the site already takes half the time."""
    page = new_page(chromium, portal)
    yield page
    page.context.close()


def one_time_code(secret: str, *, after: str = "") -> str:
    """The code that an authenticator app would show now.

    Waits for the next one when `after` was just used, or when this one ends before a page can be sent with it.
    """
    while True:
        period, elapsed = divmod(time.time(), TOTP_PERIOD)
        code = format_hotp_value(hotp_value(secret, int(period)))
        if code != after and elapsed < TOTP_PERIOD - 8:
            return code
        time.sleep(1)


@pytest.fixture
def sign_in(portal):
    """`sign_in(page, "staff")` signs a demo person in, second factor included; once in, they stay in between tests."""

    def sign(page: Page, key: str) -> Page:
        page.context.add_cookies(_SIGNED_IN.get(key, []))
        page.goto("/compte/")
        if "/login/" in page.url:
            _sign_in_anew(portal, page, key)
            _SIGNED_IN[key] = page.context.cookies()
        return page

    return sign


def type_password(page: Page, account: dict[str, str]) -> None:
    page.goto("/compte/login/")
    page.fill("input[name=login]", account["email"])
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")


def _sign_in_anew(portal: Portal, page: Page, key: str) -> None:
    account = portal.accounts[key]
    type_password(page, account)
    if "totp_secret" in account:
        _USED_CODES[key] = one_time_code(account["totp_secret"], after=_USED_CODES.get(key, ""))
        page.fill("input[name=code]", _USED_CODES[key])
        page.click("main button[type=submit]")
    page.wait_for_url("**/compte/")


# Remembered between tests: a code serves once, and who is in need not wait for the next.
_USED_CODES: dict[str, str] = {}
_SIGNED_IN: dict[str, list] = {}
