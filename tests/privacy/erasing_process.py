"""Plays the worker that erases somebody, in a process of its own, on the database that the environment names:

python -m tests.privacy.erasing_process KILLS STRIKES

fills an empty, migrated database with everything about one person who leaves, then, from these same rows again and
again until KILLS have happened: a worker (a forked process) goes on with the departure, is killed by SIGKILL at any
moment, by STRIKES of which some come too late, and the next one goes on. Prints a line of JSON for each of these lives.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import django


def seed():
    from portal.privacy.actions import departures
    from tests.privacy.seeding import person_with_everything

    person, _made = person_with_everything()
    return departures.ask_to_leave(person=person, keep_words=True)


def goes_on(departure) -> int:
    """A worker that goes on with it; its number."""
    from django.db import connections

    from portal.privacy.actions import departures
    from tests.privacy.conftest import make_due

    make_due(departure)
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        departures.go_on(departure_id=departure.pk)
        os._exit(0)
    return pid


def is_killed(pid: int, after: float) -> bool:
    """Strike that many seconds later; whether it was still at work."""
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def live(departure, strikes: int, span: float) -> dict:
    from portal.notifications.models import Mail
    from portal.privacy.models import Departure, RetainedRecord
    from tests.privacy.test_erasure import files_that_name_them, tables_that_name_them

    killed = sum(is_killed(goes_on(departure), random.uniform(0, span)) for _ in range(strikes))  # noqa: S311
    began = time.monotonic()
    os.waitpid(goes_on(departure), 0)
    return {
        "seconds": time.monotonic() - began,
        "killed": killed,
        "state": Departure.objects.get(pk=departure.pk).state,
        "kept": Counter(RetainedRecord.objects.values_list("what", flat=True)),
        "tables": sorted(tables_that_name_them()),
        "files": sorted(files_that_name_them()),
        "farewells": Mail.objects.filter(person=None).count(),
    }


def main(kills: int, strikes: int) -> None:
    from django.conf import settings
    from django.db import connections

    departure = seed()
    connections.close_all()
    var, before = settings.VAR_DIR, Path(f"{settings.VAR_DIR}-before")
    shutil.copytree(var, before)
    span, killed = 0, 0
    while not span or killed < kills:
        # the first is left alone, and slower: it says when to strike
        figures = live(departure, strikes if span else 0, span)
        span, killed = span or figures["seconds"] / 2, killed + figures["killed"]
        connections.close_all()
        shutil.rmtree(var)
        shutil.copytree(before, var)
        print(json.dumps(figures), flush=True)  # noqa: T201


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
