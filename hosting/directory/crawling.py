"""Follows the files that a file leads to (`subs.*`), breadth first, each once, within bounds of number, depth, time."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .chatonsinfos import properties
from .chatonsinfos.checking import check
from .chatonsinfos.properties import Properties
from .chatonsinfos.rules import rules
from .places import Place, Reader, Unreadable, read_bytes


@dataclass(frozen=True)
class Bounds:
    """`files` in all, of one file's own `subs`, how deep, and for how many seconds no further file is begun."""

    files: int = 2000
    of_one: int = 200
    depth: int = 4
    seconds: float = 600


@dataclass
class Found:
    """A file that was read, or could not be: then `found` is empty and `trouble` says why. `key` is that of `subs`."""

    place: Place
    key: str = ""
    depth: int = 0
    parent_class: str = ""
    found: Properties = field(default_factory=Properties)
    trouble: str = ""

    @property
    def file_class(self) -> str:
        return self.found.file_class


def read_one(place: Place, *, reader: Reader = read_bytes) -> Found:
    """One file, checked, without those it leads to."""
    one = Found(place)
    _read(one, reader)
    return one


def crawl(
    start: Place, *, follow: frozenset[str] | None = None, bounds: Bounds = Bounds(), reader: Reader = read_bytes
) -> Iterator[Found]:  # noqa: B008
    """Each file as it is read, checked. Only files of the classes in `follow` (all) are asked where they lead to."""
    until = time.monotonic() + bounds.seconds
    waiting, known = deque([Found(start)]), {start}
    count = 0
    while waiting:
        one = waiting.popleft()
        count += 1
        if count > bounds.files or time.monotonic() > until:
            one.trouble = _("not read: too many files, or too slow ones")
            yield one
            return
        _read(one, reader)
        if not one.trouble and (follow is None or one.file_class in follow):
            waiting.extend(_led_to(one, known, bounds))
        yield one


def _read(one: Found, reader: Reader) -> None:
    try:
        one.found = check(properties.read(reader(one.place)))
    except Unreadable as error:
        one.trouble = str(error)
        return
    expected = rules().leads_to(one.parent_class)
    if one.parent_class and one.file_class and one.file_class not in expected:
        words = _("a file of class %(class)s is not expected here") % {"class": one.file_class}
        one.found.error(one.found.line("file.class"), "wrong-class", words, "file.class")


def _led_to(one: Found, known: set[Place], bounds: Bounds) -> Iterator[Found]:
    subs = [entry for entry in one.found.below("subs") if entry.value]
    if len(subs) > bounds.of_one:
        words = _("more than %(count)s files: the others are not read") % {"count": bounds.of_one}
        one.found.error(subs[bounds.of_one].line, "too-many-files", words, subs[bounds.of_one].path)
    for entry in subs[: bounds.of_one]:
        try:
            place = one.place.next_to(entry.value)
        except Unreadable as error:
            one.found.error(entry.line, "bad-place", str(error), entry.path)
            continue
        if len(known) > bounds.files:
            return  # one more than will be read, which then says so
        if place in known:
            one.found.warn(entry.line, "known-file", _("this file was read already: it is not read again"), entry.path)
        elif one.depth + 1 >= bounds.depth:
            one.found.warn(entry.line, "too-deep", _("files are followed no further than this"), entry.path)
        else:
            known.add(place)
            yield Found(place, entry.path.partition(".")[2], one.depth + 1, one.file_class)
