"""Pages read, by day and section of the site, from a web log that holds no address of anybody.

One line a request, as `deploy/visits.md` has nginx write it:

    2026-11-21T14:05:09+01:00 200 GET /mooc/un-cours/ "Mozilla/5.0 …"

time, status, method, path without its question, and the name of the browser in quotes, by which robots are left out.
Only sums are kept. What is read is noted with the sums in one transaction: a reader that is killed, or started twice,
counts nothing twice.
"""

import hashlib
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.robots import is_robot

from .models import PageViews, ReadLog

LINE = re.compile(rb'(\S+) (\d{3}) ([A-Z]+) (/\S*) "(.*)"\s*\Z')
SHOWN = (b"200", b"304")
OTHERS = "autres"
# First part of an address → what it is called.
SECTIONS = {
    "accueil": _("Home page"),
    "mooc": _("Course"),
    "forum": _("Forum"),
    "services": _("Services"),
    "incidents": _("Incident log"),
    "fiches": _("Resource sheets"),
    "agenda": _("Agenda"),
    "nouvelles": _("News"),
    "recherche": _("Search"),
    "transparence": _("Transparency"),
    "compte": _("My account"),
    OTHERS: _("Other pages"),
}
# Not read by the public, or no pages.
LEFT_OUT = ("cms", "demo", "django-admin", "static", "media", "documents", "territoire", "_util")
BATCH = 8 * 1024 * 1024  # bytes read between two transactions


def read(path: str | Path | None = None) -> int:
    """Count what was written to the log since the last time; how many pages. Without a path, `VISITS_LOG`; none is
    read where that is empty, or no file. The rest of a log that was put aside as `<name>.1` meanwhile is read first."""
    path = Path(path or settings.VISITS_LOG or "")
    if not path.is_file():
        return 0
    known = ReadLog.objects.filter(path=str(path)).first()
    total, aside = 0, path.with_name(f"{path.name}.1")
    if known and known.head != _head(path) and aside.is_file() and _head(aside) == known.head:
        total += _read_file(aside, str(path))
    return total + _read_file(path, str(path))


def _head(path: Path) -> str:
    """Digest of the first line; empty while there is none."""
    with path.open("rb") as log:
        line = log.readline(BATCH)
    return hashlib.sha256(line).hexdigest() if line.endswith(b"\n") else ""


def _read_file(file: Path, name: str) -> int:
    """Read on to the last whole line, batch after batch."""
    head, total = _head(file), 0
    if not head:
        return 0
    while True:
        known = ReadLog.objects.filter(path=name).first()
        begin = known.offset if known and known.head == head else 0
        with file.open("rb") as log:
            log.seek(begin)
            lines = log.readlines(BATCH)
        if lines and not lines[-1].endswith(b"\n"):
            lines.pop()
        if not lines:
            return total
        sums = Counter(found for line in lines if (found := _page(line)))
        if not _keep(name, head, known, begin + sum(map(len, lines)), sums):
            return total
        total += sums.total()


@transaction.atomic
def _keep(name: str, head: str, known: ReadLog | None, end: int, sums: Counter) -> bool:
    """Add the sums and note how far the log was read; False when another reader was there first."""
    if known is None:
        noted, created = ReadLog.objects.get_or_create(path=name, defaults={"head": head, "offset": end})
        if not created:
            return False
    else:
        same = ReadLog.objects.filter(path=name, head=known.head, offset=known.offset)
        if not same.update(head=head, offset=end):
            return False
    PageViews.objects.bulk_create(
        [PageViews(day=day, section=section) for day, section in sorted(sums)], ignore_conflicts=True
    )
    for (day, section), count in sorted(sums.items()):
        PageViews.objects.filter(day=day, section=section).update(count=F("count") + count)
    return True


def _page(line: bytes) -> tuple[date, str] | None:
    """(day, section) of a line that tells of a page somebody read; None of any other."""
    found = LINE.match(line)
    if not found:
        return None
    time, status, method, path, agent = found.groups()
    if method != b"GET" or status not in SHOWN or not path.endswith(b"/"):  # files have no slash at their end
        return None
    first = path.split(b"/", 2)[1].decode("ascii", "replace")
    if first in LEFT_OUT or is_robot(agent.decode("utf-8", "replace")):
        return None
    try:
        day = timezone.localdate(datetime.fromisoformat(time.decode("ascii")))
    except ValueError:  # no time, or one without its zone
        return None
    return day, (first if first in SECTIONS else OTHERS) if first else "accueil"


def counted(section: str = ""):
    """The counter of a section, or of all."""

    def count(day: date) -> int:
        rows = PageViews.objects.filter(day=day, **({"section": section} if section else {}))
        return sum(rows.values_list("count", flat=True))

    return count
