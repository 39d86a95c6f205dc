"""The forum with 10 000 messages, then with 1 000 000: what grows?

python -m tests.load.forum [--times 40] [--posts 1000000] [--topics 50000] [--people 20000] [--long 100000]

Real PostgreSQL and Redis (both from pip), gunicorn with one synchronous worker. A member opens the index, boards,
topics, the first and a far page of the longest topic, searches and answers; a visitor takes feeds that nobody has kept.
Each request asks for another thing where there is another, and pages that are kept are forgotten before each, so all
are made. Prints for each page the p50 and p95 of waiting and the processor's time of the worker and of PostgreSQL, in
milliseconds, the size in kB, then how many rows and queries an answer takes at either size.
"""

import argparse
import json
import statistics
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from .forum_rows import Size, fill
from .processor import WORKER, client_of, session_of
from .serving import gunicorn, prepared_portal, python

SMALL = Size(posts=10_000, topics=500, people=200, long=1_000)
WANTED = ("bace", "diba lace", "gufoba meni", "saruba tivola ponce")


def prepare(size: Size) -> dict:
    """Fills the database; says what to ask for, with whose cookie."""
    import django

    django.setup()
    from accounts.people.models import User
    from forum.machina.forum_conversation.models import Topic
    from forum.support.models import HoldingRule

    fill(size)
    HoldingRule.objects.update_or_create(defaults={"first_posts": 0, "posts_with_links": 0})
    reader = User.objects.get(email="m1@load.example.org")
    long = Topic.objects.select_related("forum").get(views_count=1)
    asked = Topic.objects.select_related("forum").filter(views_count__gt=1, forum=long.forum).exclude(poster=reader)
    numbers = list(asked.order_by("pk").values_list("pk", flat=True))
    step = max(len(numbers) // 100, 1)
    topics = [one.get_absolute_url() for one in asked.filter(pk__in=numbers[::step])[:100]]
    board = long.forum.get_absolute_url()
    pages = (long.forum.topics.shown().count() - 1) // 20 + 1
    return {
        "reader": session_of(reader),
        "topics": topics,
        "long": long.get_absolute_url(),
        "last_page": long.last_page,
        "board": board,
        "board_pages": pages,
        "answer": answer_rows(reader, asked.get(pk=numbers[0])),
    }


def answer_rows(reader, topic) -> dict[str, int]:
    """Queries and rows of one answer: rows that PostgreSQL wrote, of all tables."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(reader)
    address = f"{topic.get_absolute_url()}repondre/"
    for turn in ("warm", "counted"):
        before = _rows_written(connection)
        with CaptureQueriesContext(connection) as captured:
            sent = client.post(address, {"content": f"Une réponse {turn} {time.time()}"})
        assert sent.status_code == 302, sent.status_code
    return {"queries": len(captured), "rows": _rows_written(connection) - before}


def _rows_written(connection) -> int:
    """Of this connection's database so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables")
        return int(cursor.fetchone()[0])


class Database:
    """The processor time of PostgreSQL: of the process that serves the worker, without what it does by itself."""

    def __init__(self, address: str):
        import psycopg

        self.connection = psycopg.connect(address, autocommit=True)
        self.seen: dict[int, float] = {}
        self.total = 0.0

    def processor_seconds(self) -> float:
        asked = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        for (pid,) in self.connection.execute(asked).fetchall():
            now = _seconds(Path(f"/proc/{pid}/schedstat"))
            self.total += max(now - self.seen.get(pid, 0.0), 0.0)
            self.seen[pid] = now
        return self.total


def _seconds(file: Path) -> float:
    try:
        return int(file.read_text().split()[0]) / 1e9
    except OSError:  # ended meanwhile
        return 0.0


@dataclass
class Taken:
    """The requests for one page: seconds of waiting of each, and processor time of all."""

    waits: list[float] = field(default_factory=list)
    worker: float = 0.0
    database: float = 0.0
    bytes: int = 0

    def line(self) -> str:
        p50, p95 = statistics.median(self.waits), sorted(self.waits)[int(len(self.waits) * 0.95)]
        each = 1000 / len(self.waits)
        numbers = (p50 * 1000, p95 * 1000, self.worker * each, self.database * each)
        return "".join(f"{one:>9.1f}" for one in numbers) + f"{self.bytes / 1024:>8.0f}"


def requests_of(told: dict, times: int) -> dict[str, list[tuple]]:
    """(path, form or None, cookie) of each request, by the name of what is asked for."""
    member, long, board = told["reader"], told["long"], told["board"]
    far = [told["last_page"] - number % 5 for number in range(times)]

    def read(paths) -> list[tuple]:
        paths = list(paths)
        return [(paths[turn % len(paths)], None, member) for turn in range(times)]

    def search(**more):
        return [f"/recherche/?{urlencode({'q': words, **more})}" for words in WANTED]

    return {
        "index": read(["/forum/"]),
        "board, first page": read([board]),
        "board, last pages": read([f"{board}?page={told['board_pages'] - turn % 3}" for turn in range(3)]),
        "board, unsolved": read([f"{board}?etat=sans-solution"]),
        "unsolved of all boards": read(["/forum/sans-reponse/"]),
        "reports, new": read(["/forum/remontees-de-bug/?etat=new"]),
        "topic": read(told["topics"]),
        "longest topic, page 1": read([long]),
        f"longest topic, page {told['last_page']}": read([f"{long}?page={page}" for page in far]),
        "search, a frequent word": read(search()[:1]),
        "search, two words": read(search()[1:2]),
        "search, four words": read(search()[3:]),
        "forum search, in a board": read([f"/forum/recherche/?{urlencode({'q': WANTED[1], 'rubrique': 'aide'})}"]),
        "forum search, unsolved": read([f"/forum/recherche/?{urlencode({'q': WANTED[0], 'resolu': 'non'})}"]),
        "feed": [("/forum/flux.atom", None, "")] * times,
        "feed of a board": [(f"{board}flux.atom", None, "")] * times,
        "answer": [
            (f"{topic}repondre/", {"content": f"Réponse {time.time()} {turn}"}, member)
            for turn, topic in zip(range(times), cycle(told["topics"]), strict=False)
        ],
    }


def ask(address: str, form: dict | None, cookie: str) -> int:
    headers = {"Origin": "/".join(address.split("/", 3)[:3]), **({"Cookie": cookie} if cookie else {})}
    data = urlencode(form).encode() if form else None
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(urllib.request.Request(address, data, headers), timeout=120) as answer:
            assert form is None and answer.status == 200, f"{address}: {answer.status}"
            return len(answer.read())
    except urllib.error.HTTPError as error:
        assert form and error.code == 302, f"{address}: {error.code}"
        return 0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_kwargs):
        return None


def measure(environment: dict, told: dict, times: int) -> dict[str, Taken]:
    import redis

    cache = redis.Redis.from_url(environment["REDIS_URL"])
    database = Database(environment["DATABASE_URL"])
    taken = {}
    with gunicorn("portal.wsgi", *WORKER, environment=environment) as served:
        for name, requests in requests_of(told, times).items():
            found = taken[name] = Taken()
            ask(f"{served.address}/forum/", None, told["reader"])  # what the first request of a process looks up
            for path, form, cookie in requests:
                cache.flushdb()
                before = served.processor_seconds(), database.processor_seconds()
                began = time.monotonic()
                found.bytes = ask(served.address + path, form, cookie)
                found.waits.append(time.monotonic() - began)
                found.worker += served.processor_seconds() - before[0]
                found.database += database.processor_seconds() - before[1]
    return taken


def show(size: Size, told: dict, taken: dict[str, Taken]) -> None:
    say = sys.stdout.write
    say(
        f"\n{size.posts} messages, {size.topics} topics, {size.people} people, the longest topic {size.long} messages\n"
    )
    say(f"{'':<30}{'p50':>9}{'p95':>9}{'worker':>9}{'postgres':>9}{'kB':>8}\n")
    for name, found in taken.items():
        say(f"{name:<30}{found.line()}\n")
    say(f"an answer: {told['answer']['queries']} queries, {told['answer']['rows']} rows written\n")
    sys.stdout.flush()


def run(sizes: list[Size], times: int) -> None:
    name = "tests.load.forum"
    words = [["--sizes", json.dumps(vars(size))] for size in sizes]
    with prepared_portal(name, *words[0]) as (environment, told):
        for size, word in zip(sizes, words, strict=True):
            if size != sizes[0]:
                began = time.monotonic()
                told = json.loads(python(environment, "-m", name, "--prepare", *word).splitlines()[-1])
                sys.stdout.write(f"\nfilled in {time.monotonic() - began:.0f} s\n")
            show(size, told, measure(environment, told, times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=40)
    for name, count in (("posts", 1_000_000), ("topics", 50_000), ("people", 20_000), ("long", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--sizes", help=argparse.SUPPRESS)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare(Size(**json.loads(options.sizes)))))
        return
    run([SMALL, Size(options.posts, options.topics, options.people, options.long)], options.times)


if __name__ == "__main__":
    main()
