"""What pages cost the processor, beside a plain view of Django in the same run.

Real PostgreSQL and Redis (both from pip), gunicorn with one synchronous worker for each. A round asks each page a
hundred times; processor time is that of the worker alone. A plain view in the same run is the yardstick, since
milliseconds of one machine say little about another.
"""

import statistics
import sys
import urllib.request

from .serving import gunicorn, prepared_portal

REQUESTS = 100
WORKER = ("--workers=1", "--worker-class=sync")


def ask(address: str, cookie: str = "") -> int:
    headers = {"Accept-Encoding": "gzip", **({"Cookie": cookie} if cookie else {})}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:
        assert answer.status == 200 and "/login/" not in answer.url
        return len(answer.read())


def cost(served, path: str, cookie: str = "") -> float:
    """Milliseconds of processor for one request, the mean of a hundred."""
    before = served.processor_seconds()
    for _request in range(REQUESTS):
        ask(served.address + path, cookie)
    return (served.processor_seconds() - before) * 1000 / REQUESTS


def session_of(person) -> str:
    """The cookie of someone who is signed in."""
    from django.conf import settings

    client = client_of(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def client_of(person):
    """Django's test client, signed in, whose requests come from our own pages."""
    from django.test import Client

    client = Client(headers={"Sec-Fetch-Site": "same-origin", "Host": "127.0.0.1"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def measure(prepared_by: str, pages_of, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each round by name of page. `pages_of(told)` says (path, cookie) by name; `told` is what
    `prepared_by --prepare` said."""
    taken: dict[str, list[float]] = {}
    with prepared_portal(prepared_by) as (environment, told):
        portal = gunicorn("portal.wsgi", *WORKER, environment=environment)
        with portal as served, gunicorn("tests.load.plain", *WORKER) as plain:
            pages = {name: (served, *page) for name, page in pages_of(told).items()}
            pages = {"plain view": (plain, "/"), **pages}
            for page in pages.values():
                cost(*page)  # what the first requests of a process look up
            for _round in range(rounds):
                for name, page in pages.items():
                    taken.setdefault(name, []).append(cost(*page))
    return taken


def show(taken: dict[str, list[float]]) -> None:
    """A line for each page: the least and the median of the rounds, and how many plain views the least is worth."""
    plain = min(taken["plain view"])
    sys.stdout.write(f"{'':<34} {'least ms':>9} {'median ms':>10} {'plain views':>12}\n")
    for name, found in taken.items():
        least, middle = min(found), statistics.median(found)
        sys.stdout.write(f"{name:<34} {least:>9.2f} {middle:>10.2f} {least / plain:>12.1f}\n")
