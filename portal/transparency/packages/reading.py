"""Which kind of list a file is, and those that come as lines of text."""

import re

from django.utils.translation import gettext as _

from . import cyclonedx
from .model import MOST_BYTES, Collector, Problem, Reading, UnreadableList

LONGEST_LINE = 2000
# « ii  libc6:amd64  2.41-12  amd64  GNU C Library »; the two letters say wanted and present state, a third an error.
_DPKG = re.compile(r"[uihrp][ncHUFWti][ R]?\s+(?P<name>\S+)\s+(?P<version>\S+)(?:\s+(?P<architecture>\S+).*)?")
_DPKG_STATE = re.compile(r"[uihrp][ncHUFWti][ R]?\s+\S+\s+\S")
# Header of `dpkg -l`, in any language: its third line alone is the same everywhere, made of signs.
_DPKG_HEADER = re.compile(r"(\||\+\+\+-|.*=.*/).*")
_RPM = re.compile(r"(?P<name>[^\s/]+)-(?P<version>[^\s/-]+-[^\s/-]+?)(?:\.(?P<architecture>[A-Za-z]\w*))?")
_LOCK = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_LOCK_BESIDE = re.compile(r"\s*(#|--hash=|$)")
NOT_INSTALLED = "n", "c"  # second letter: not installed, or only its configuration files


def read_list(content: bytes) -> Reading:
    """The packages of an uploaded file. Raises UnreadableList."""
    text = _text(content)
    begin = text.lstrip()[:1]
    if begin == "{":
        return cyclonedx.read_json(text)
    if begin == "<":
        return cyclonedx.read_xml(text)
    lines = _lines(text)
    if any(_DPKG_STATE.match(line) for _number, line in lines):
        return _read_dpkg(lines)
    return _read_rpm(lines)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableList(Problem(0, _("the file is larger than %(most)s MB") % {"most": MOST_BYTES // 1_000_000}))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableList(Problem(line, _("this line is not written in UTF-8"))) from error


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines that are not empty, with their number."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableList(Problem(number, _("this line is too long")))
        if line.strip():
            found.append((number, line.strip()))
    return found


def _read_dpkg(lines) -> Reading:
    packages = Collector()
    begun = False
    for number, line in lines:
        found = _DPKG.fullmatch(line)
        if found is None:
            if begun or not _DPKG_HEADER.fullmatch(line):
                packages.refuse(number, _("this is no line of “dpkg -l”"))
            continue
        begun = True
        if line[1] not in NOT_INSTALLED:
            name, _colon, architecture = found["name"].partition(":")
            packages.add(number, name, found["version"], architecture)
    return packages.reading("dpkg")


def _read_rpm(lines) -> Reading:
    packages = Collector()
    for number, line in lines:
        found = _RPM.fullmatch(line)
        if found is None:
            packages.refuse(number, _("neither a line of “dpkg -l” nor one of “rpm -qa”"))
        else:
            packages.add(number, found["name"], found["version"], found["architecture"] or "")
    return packages.reading("rpm")


def read_lock(content: bytes) -> Reading:
    """The packages of a requirements file with exact versions. Raises UnreadableList."""
    packages = Collector()
    for number, line in _lines(_text(content)):
        found = _LOCK.match(line)
        if found:
            packages.add(number, found["name"], found["version"])
        elif not _LOCK_BESIDE.match(line):
            packages.refuse(number, _("neither a package with its version nor a digest"))
    return packages.reading("lock")
