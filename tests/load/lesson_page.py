"""What a member's lesson costs the processor, beside a plain view of Django in the same run.

python -m tests.load.lesson_page [rounds]

Real PostgreSQL and Redis (both from pip), gunicorn with one synchronous worker for each. A round asks each page a
hundred times; processor time is that of the worker alone. Prints for each page the least and the median of the rounds
in milliseconds, and how many plain views it is worth. To reach: at most 20 for the lesson of a member.
"""

import argparse
import json
import statistics
import sys
import urllib.request

from .serving import LESSON, gunicorn, prepared_portal

REQUESTS = 100
WORKER = ("--workers=1", "--worker-class=sync")


def prepare() -> dict[str, str]:
    """Two members: one who has answered nothing, one who has answered the whole quiz. Says their cookies."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from accounts.people.models import User
    from courses.models import LessonPage

    settings.ALLOWED_HOSTS.append("testserver")
    cookies = {}
    for who in ("new", "answered"):
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        client.force_login(
            User.objects.create_user(f"{who}@load.example.org", "pass", public_name=who),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        cookies[who] = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    lesson = LessonPage.objects.get(slug=LESSON.strip("/").rpartition("/")[2])
    data = {f"q.{one.uid}": one.data["choices"][0]["id"] for one in lesson.questions.all() if "choices" in one.data}
    assert client.post(f"{LESSON}repondre/", data).status_code == 303
    return cookies


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


def measure(rounds: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {}
    with prepared_portal("tests.load.lesson_page") as (environment, cookies):
        portal = gunicorn("portal.wsgi", *WORKER, environment=environment)
        with portal as served, gunicorn("tests.load.plain", *WORKER) as plain:
            pages = {
                "plain view": (plain, "/", ""),
                "lesson, visitor": (served, LESSON, ""),
                "lesson, new member": (served, LESSON, cookies["new"]),
                "lesson, all answered": (served, LESSON, cookies["answered"]),
            }
            for page in pages.values():
                cost(*page)  # what the first requests of a process look up
            for _round in range(rounds):
                for name, page in pages.items():
                    taken.setdefault(name, []).append(cost(*page))
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare()))
        return
    taken = measure(options.rounds)
    plain = min(taken["plain view"])
    sys.stdout.write(f"{'':<22} {'least ms':>9} {'median ms':>10} {'plain views':>12}\n")
    for name, found in taken.items():
        least, middle = min(found), statistics.median(found)
        sys.stdout.write(f"{name:<22} {least:>9.2f} {middle:>10.2f} {least / plain:>12.1f}\n")


if __name__ == "__main__":
    main()
