"""What a host publishes after ten years: 500 incidents, 500 subscribers, a directory of 100 hosts of 15 services each.

python -m tests.load.promises [--years 10] [--a-year 50] [--hosts 100] [--services 15] [--times 40]

Real PostgreSQL and Redis (both from pip), gunicorn with one synchronous worker. First the directory is read from files
of a folder, twice: prints seconds and queries. Then for each page: queries with one year and a tenth of the hosts, with
all of them, p50 and p95 of waiting in milliseconds for a page that nobody has kept, kilobytes plain and compressed,
and whether a reader who has it gets 304. Ends with an error when queries grow, a feed is above 200 kB or has no 304.
"""

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from .import_organisations import Counted
from .promises_rows import add_incidents, add_subscribers, write_federation
from .serving import gunicorn, prepared_portal

WORKER = ("--workers=1", "--worker-class=sync")
OFFERED = 6  # services of the host itself
FEEDS = ("atom.xml", "etat.json", "maintenances.ics")
HEAVIEST_FEED = 200_000
NOT_KEPT = "mesure=1"  # a question that no page is known to answer: the page cache leaves it alone


def prepare(options: argparse.Namespace) -> dict:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from hosting.directory import actions
    from hosting.directory.models import Host, Source
    from tests.factories.log import ServiceFactory
    from tests.queries import queries_of

    family = ServiceFactory().family
    services = ServiceFactory.create_batch(OFFERED, family=family)
    client = Client(headers={"Host": "127.0.0.1"})
    pages = _pages(services[0].slug)
    reading = []
    with tempfile.TemporaryDirectory(prefix="chatiere-load-") as folder:
        settings.CHATONS_FOLDER = folder

        def read(hosts: int) -> None:
            place = write_federation(Path(folder), hosts, options.services)
            Source.objects.get_or_create(place=place)
            Source.objects.update(tried_at=None)
            Host.objects.update(tried_at=None)
            queries, began, worked = Counted(), time.monotonic(), time.process_time()
            with connection.execute_wrapper(queries):
                counts = actions.refresh(seconds=3600)
            assert counts == {"sources": 1, "hosts": hosts}, counts
            reading.append([time.monotonic() - began, time.process_time() - worked, queries.count])

        read(max(options.hosts // 10, 1))
        add_incidents(services, years=1, a_year=options.a_year)
        add_subscribers(50)
        few = {name: queries_of(client, path) for name, path in pages.items()}
        read(options.hosts)
        read(options.hosts)
    add_incidents(services, years=options.years - 1, a_year=options.a_year)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "pages": [[name, path, few[name], queries_of(client, path)] for name, path in pages.items()],
        "reading": reading,
    }


def _pages(slug: str) -> dict[str, str]:
    return {
        "the portal's first page": "/",
        "the log": "/incidents/",
        "an incident": "/incidents/1/",
        "the log of a year": "/incidents/annees/2026/",
        "the log of a service": f"/incidents/services/{slug}/",
        "all services": "/services/",
        "a service": f"/services/{slug}/",
        "feed": "/incidents/atom.xml",
        "feed of a service": f"/incidents/services/{slug}/atom.xml",
        "calendar": "/incidents/maintenances.ics",
        "state as JSON": "/incidents/etat.json",
        "directory": "/chatons/",
        "directory, last page": "/chatons/?page=99",
        "directory, searched": "/chatons/?service=redaction&lieu=ardeche&inscription=free",
        "a host of the directory": "/chatons/hebergeur-7/",
        "search": "/recherche/?q=panne+nextcloud",
        "figures": "/transparence/chiffres/",
        "ChatonsInfos": "/.well-known/chatonsinfos/organization.properties",
        "ChatonsInfos, a service": f"/.well-known/chatonsinfos/services/{slug}.properties",
    }


def ask(address: str, **headers: str):
    """(status, body, ETag)"""
    request = urllib.request.Request(address, headers={"Host": "127.0.0.1", **headers})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read(), answer.headers.get("ETag", "")
    except urllib.error.HTTPError as error:
        return error.code, b"", ""


def run(options: argparse.Namespace) -> int:
    say, bad = sys.stdout.write, 0
    words = [
        f"--{name.replace('_', '-')}={getattr(options, name)}" for name in ("years", "a_year", "hosts", "services")
    ]
    with prepared_portal("tests.load.promises", *words) as (environment, told):
        for what, figures in zip(("a tenth", "all", "all again"), told["reading"], strict=True):
            seconds, processor, queries = figures
            say(f"directory read from files, {what}: {seconds:.1f} s, {processor:.1f} s of the processor, ")
            say(f"{queries} queries\n")
        say(f"{'':<28}{'a tenth':>8}{'all':>6}{'p50':>9}{'p95':>9}{'kB':>8}{'packed':>8}  again\n")
        with gunicorn("portal.wsgi", *WORKER, environment=environment) as served:
            for name, path, few, many in told["pages"]:
                address = served.address + path
                fresh = f"{address}{'&' if '?' in path else '?'}{NOT_KEPT}"
                ask(fresh)
                waits = []
                for _turn in range(options.times):
                    began = time.monotonic()
                    ask(fresh)
                    waits.append((time.monotonic() - began) * 1000)
                status, body, mark = ask(address)
                again = ask(address, **{"If-None-Match": mark})[0] if mark else 200
                p95 = sorted(waits)[int(len(waits) * 0.95)]
                is_feed = path.endswith(FEEDS)
                faults = [few < many, is_feed and len(body) > HEAVIEST_FEED, is_feed and again != 304, status != 200]
                bad += any(faults)
                say(f"{name:<28}{few:>8}{many:>6}{statistics.median(waits):>9.1f}{p95:>9.1f}{len(body) / 1000:>8.1f}")
                say(f"{len(gzip.compress(body)) / 1000:>8.1f}  {again}{' !' if any(faults) else ''}\n")
                sys.stdout.flush()
    return 1 if bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, count in (("years", 10), ("a-year", 50), ("hosts", 100), ("services", 15), ("times", 40)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare(options)))
        return 0
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
