"""Reads the sources and the hosts that they name, and keeps what they say. Each file has its own short transaction.

What cannot be read leaves what was known as it is, with its date; only the fault is new. A host that its source no
longer names, and a service that its host no longer names, go away.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core import page_cache
from portal.search import actions as search_actions

from . import described, places
from .chatonsinfos.properties import Entry, Problem, Properties
from .crawling import Bounds, Found, crawl, read_one
from .models import Fault, Host, Hosted, Source

AGAIN_AFTER = timedelta(hours=20)
# A worker's task ends after five minutes; what is left waits for the next one.
SECONDS = 150
OF_ONE_HOST = Bounds(files=61, of_one=60, depth=2, seconds=60)
MOST_HOSTS = 500  # of one source
MOST_FAULTS = 200  # of one reading


def refresh(*, seconds: float = SECONDS, reader=places.read_bytes) -> dict[str, int]:
    """Read what is due, longest waiting first, until the time is up. {"sources": …, "hosts": …}: how many were read."""
    until = time.monotonic() + seconds
    counts = {"sources": 0, "hosts": 0}
    for name, model, read in (("sources", Source, read_source), ("hosts", Host, read_host)):
        while time.monotonic() < until and (one := _claim(model)):
            read(one, reader=reader)
            counts[name] += 1
    return counts


def _claim(model):
    """The next row that is due, marked as tried, so that nobody else takes it; None when nothing is."""
    due = timezone.now() - AGAIN_AFTER
    rows = model.objects.select_related("source") if model is Host else model.objects.all()
    waiting = rows.filter(tried_at=None).order_by("pk"), rows.filter(tried_at__lt=due).order_by("tried_at", "pk")
    for one in (row for some in waiting for row in some[:20]):
        if model.objects.filter(pk=one.pk, tried_at=one.tried_at).update(tried_at=timezone.now()):
            return one
    return None


def read_source(source: Source, *, reader=places.read_bytes) -> None:
    """Read the file of a source, and make or take away the hosts that it names."""
    try:
        one = read_one(places.named(source.place), reader=reader)
    except places.Unreadable as error:
        one = Found(places.Place(source.place), trouble=str(error))
    trouble = one.trouble
    if not trouble and one.file_class not in ("federation", "organization"):
        trouble = _("neither the file of a federation nor of a host")
    if not trouble:
        _keep_source(source, one)
    _note(source, trouble, [(one.place, one.found, one.trouble)], source=source)


@transaction.atomic
def _keep_source(source: Source, one: Found) -> None:
    Source.objects.filter(pk=source.pk).update(
        read_at=timezone.now(), name=described.plain(one.found.get(f"{one.file_class}.name"), 120)
    )
    named = [one.place] if one.file_class == "organization" else list(_named_by(one))
    names = [place.name for place in named]
    for host in source.hosts.exclude(place__in=names):
        host.delete()
    known = set(Host.objects.filter(place__in=names).values_list("place", flat=True))
    Host.objects.bulk_create(
        [Host(source=source, place=name) for name in dict.fromkeys(names) if name not in known], ignore_conflicts=True
    )
    page_cache.purge()


def _named_by(one: Found, most: int = MOST_HOSTS):
    """The places that a file names, at most so many."""
    for entry in one.found.below("subs")[:most]:
        try:
            yield one.place.next_to(entry.value)
        except places.Unreadable as error:
            _tell_once(one.found, entry, str(error))


def _tell_once(found: Properties, entry: Entry, words: str) -> None:
    if not any(one.line == entry.line and one.code == "bad-place" for one in found.problems):
        found.error(entry.line, "bad-place", words, entry.path)


def read_host(host: Host, *, reader=places.read_bytes) -> None:
    """Read the file of a host and those of its services."""
    try:
        start = _place_of(host)
    except places.Unreadable as error:
        _note(host, str(error), [(places.Place(host.place), Properties(), str(error))], host=host)
        return
    follow = frozenset({"organization"})
    own, *others = crawl(start, follow=follow, bounds=OF_ONE_HOST, reader=reader)
    trouble = own.trouble
    if not trouble and (own.file_class != "organization" or not own.found.get("organization.name")):
        trouble = _("not the file of a host, or without its name")
    if not trouble:
        _keep_host(host, own, [one for one in others if one.file_class != "metrics"])
    _note(host, trouble, [(one.place, one.found, one.trouble) for one in (own, *others)], host=host)


def _place_of(host: Host) -> places.Place:
    """A file of the folder only where its source stands there too: no file of the web leads to one of ours."""
    if "://" in host.place or "://" in host.source.place:
        return places.on_the_web(host.place)
    return places.named(host.place)


@transaction.atomic
def _keep_host(host: Host, own: Found, services: list[Found]) -> None:
    now = timezone.now()
    columns = described.host_columns(own.found)
    slug = host.slug or _free_slug(columns["name"])
    if not Host.objects.filter(pk=host.pk).update(read_at=now, slug=slug, **columns):
        return  # taken away meanwhile
    for one in services:
        # One that cannot be read today, or was not reached, stays as it was.
        if not one.trouble and one.file_class == "service" and one.found.get("service.name"):
            Hosted.objects.update_or_create(
                host_id=host.pk, place=one.place.name, defaults={"read_at": now, **described.service_columns(one.found)}
            )
    named = [place.name for place in _named_by(own, OF_ONE_HOST.of_one)]
    Hosted.objects.filter(host_id=host.pk).exclude(place__in=named).delete()
    page_cache.purge()
    search_actions.index(Host.objects.get(pk=host.pk))


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:50].strip("-") or "hebergeur"
    taken = set(Host.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{count}" for count in range(2, 10_000))) if slug not in taken)


@transaction.atomic
def _note(row: Source | Host, trouble: str, read: list[tuple], **whose) -> None:
    """Keep the trouble of this attempt, and its faults instead of those of the one before."""
    type(row).objects.filter(pk=row.pk).update(trouble=trouble[:300])
    if not type(row).objects.filter(pk=row.pk).exists():
        return
    Fault.objects.filter(**whose).delete()
    now = timezone.now()
    told = [
        (place.name[:400], one)
        for place, found, unread in read
        for one in ([Problem(0, True, "unreadable", unread)] if unread else found.problems)
    ]
    told.sort(key=lambda one: not one[1].is_error)
    Fault.objects.bulk_create(
        Fault(place=place, line=one.line, is_error=one.is_error, words=one.words[:400], seen_at=now, **whose)
        for place, one in told[:MOST_FAULTS]
    )
