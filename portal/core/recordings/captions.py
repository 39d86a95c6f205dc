"""Captions in WebVTT (https://www.w3.org/TR/webvtt1/): checked strictly, because a browser drops a cue in silence."""

import re

from django.utils.translation import gettext as _

from .reading import BrokenRecording

MAX_BYTES = 1_000_000
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+\S.*)?$")
_ASIDE = re.compile(r"^(?:NOTE|STYLE|REGION)(?:[ \t]|$)")


def check(content: bytes) -> int:
    """How many cues these captions have. Raises BrokenRecording with the line that is wrong."""
    lines = _lines(content)
    if not re.match(r"^WEBVTT(?:[ \t]|$)", lines[0]):
        _refuse(1, _("captions begin with a line that says WEBVTT"))
    blocks = _blocks(lines)
    if blocks and blocks[0][0] == 1:
        blocks = blocks[1:]
    count, last = 0, 0
    for number, block in blocks:
        if not _ASIDE.match(block[0]):
            last = _cue(number, block, last)
            count += 1
    if not count:
        _refuse(len(lines), _("there are no captions in the file"))
    return count


def _lines(content: bytes) -> list[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(content[: error.start].count(b"\n") + 1, _("the file is not in UTF-8: save it again in this encoding"))
    if "\0" in text:
        _refuse(text[: text.index("\0")].count("\n") + 1, _("there is a null character"))
    return re.split(r"\r\n|\n|\r", text)


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines between blank ones, each with the number of its first."""
    blocks: list[tuple[int, list[str]]] = []
    before = ""
    for number, line in enumerate(lines, start=1):
        if line and before:
            blocks[-1][1].append(line)
        elif line:
            blocks.append((number, [line]))
        before = line
    return blocks


def _cue(number: int, block: list[str], last: int) -> int:
    """Check one cue, that begins no earlier than the one before (`last`, in milliseconds). Returns its beginning."""
    if "-->" not in block[0] and "-->" in "".join(block[1:2]):
        number, block = number + 1, block[1:]  # the first line is the cue's name
    times = _TIMING.match(block[0].rstrip())
    if not times:
        _refuse(number, _("a time is written 00:01:02.500 --> 00:01:04.000"))
    begin, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:8])
    if end <= begin:
        _refuse(number, _("this caption ends before it begins"))
    if begin < last:
        _refuse(number, _("this caption begins before the one above it"))
    if not any(line.strip() for line in block[1:]):
        _refuse(number, _("this caption has no words"))
    for place, line in enumerate(block[1:], start=number + 1):
        if "-->" in line:
            _refuse(place, _("a blank line is missing before this time"))
    return begin


def _milliseconds(parts: tuple) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _refuse(line: int, what: str):
    raise BrokenRecording(_("Captions, line %(line)s: %(what)s.") % {"line": line, "what": what}, line)
