"""Counts how often a lesson's page is opened, without a cookie, an address or a word about who opens it.

Each process adds up in memory (lesson's address and day, nothing else) and writes the sums once a minute: a page from
the cache costs no query, any number of processes and servers add to the same rows. A crash loses its last minute.

Not counted: anything but GET, pages that were not shown, previews (they live under /cms/), robots that say so, what a
browser fetches ahead or for its own store, and a lesson that comes back after an answer given on it. Counted alike:
learners, authors, members of the team. What a browser shows again by itself is never seen here.
"""

import atexit
import logging
import re
import threading
from collections import Counter
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from portal.core.robots import is_robot

log = logging.getLogger(__name__)

LESSON_PATH = re.compile(r"/mooc/[-\w]+/[-\w]+/[-\w]+/", re.ASCII)
SHOWN = (200, 304)
# Modes of a request for a page; the second one when a service worker hands it on. Scripts ask otherwise.
ASKED_FOR = ("navigate", "same-origin")


class OpensCounter:
    """Sums by (address, day) in this process, safe between threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._sums: Counter[tuple[str, date]] = Counter()
        self._timer: threading.Timer | None = None

    def add(self, path: str) -> None:
        with self._lock:
            self._sums[path, timezone.localdate()] += 1
            if self._timer is None and settings.LESSON_OPENS_WRITTEN_EVERY:
                self._timer = threading.Timer(settings.LESSON_OPENS_WRITTEN_EVERY, self._write_aside)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Add the sums to their rows; those that the database refuses wait for the next time."""
        from . import actions

        with self._lock:
            sums, self._sums, self._timer = self._sums, Counter(), None
        if not sums:
            return
        try:
            actions.add_opens(sums=sums)
        except DatabaseError:
            log.exception("The opens of lessons could not be written; they are kept for the next time")
            with self._lock:
                self._sums.update(sums)

    def _write_aside(self) -> None:
        """In a thread of its own, so that no reader waits; its connection ends with it."""
        try:
            self.write()
        finally:
            connections.close_all()


counter = OpensCounter()


class CountOpensMiddleware:
    """Outside the page cache, so that what comes from it counts too."""

    def __init__(self, get_response):
        self.get_response = get_response
        if settings.LESSON_OPENS_WRITTEN_EVERY:
            # a process that is asked to stop first writes what it has
            atexit.register(counter.write)

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "GET" and LESSON_PATH.fullmatch(request.path_info):
            # A proxy that kept the page would answer without us.
            response["X-Accel-Expires"] = "0"
            if response.status_code in SHOWN and is_an_open(request):
                counter.add(request.path_info)
        return response


def is_an_open(request) -> bool:
    """Whether somebody asked to read this page, as far as the request says."""
    headers = request.headers
    agent = headers.get("User-Agent", "")
    return (
        not is_robot(agent)
        and headers.get("Sec-Fetch-Mode", "navigate") in ASKED_FOR
        and "prefetch" not in headers.get("Sec-Purpose", headers.get("Purpose", ""))
        # back from an answer or « J'ai lu », or the same page loaded again
        and urlsplit(headers.get("Referer", "")).path != request.path
    )
