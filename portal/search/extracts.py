"""The lines shown under a result: the place where the words stand, marked."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from . import stems

LENGTH = 240  # characters around the first word found
BEFORE = 60


def extract(entry, wanted: set[str]) -> SafeString:
    """A piece of the text around the first word found, every word found in <mark>; all of it escaped."""
    source = entry.summary or entry.text
    places = _places(source, wanted)
    if not places and entry.text:
        in_text = _places(entry.text, wanted)
        if in_text:
            source, places = entry.text, in_text
    start, end = _window(source, places)
    pieces, reached = [], start
    for left, right in places:
        if left < start or right > end:
            continue
        pieces.append(format_html("{}<mark>{}</mark>", source[reached:left], source[left:right]))
        reached = right
    pieces.append(format_html("{}", source[reached:end]))
    body = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html("{}{}{}", "… " if start else "", body, " …" if end < len(source) else "")


def _places(source: str, wanted: set[str]) -> list[tuple[int, int]]:
    return [
        match.span() for match in stems.words(source) if len(match.group()) > 1 and stems.stem(match.group()) in wanted
    ]


def _window(source: str, places) -> tuple[int, int]:
    """Where the piece starts and ends, between words."""
    start = max(places[0][0] - BEFORE, 0) if places else 0
    if start:
        start = source.find(" ", start) + 1 or start
    end = min(start + LENGTH, len(source))
    if end < len(source):
        cut = source.rfind(" ", start, end)
        end = cut if cut > start else end
    return start, end


def first_word(text: str, wanted: set[str]) -> str:
    """The first of the words found in a text, as it is written there; "" when none is."""
    places = _places(text, wanted)
    return text[slice(*places[0])] if places else ""
