"""The words of a GIFT file: escapes, the four formats a text may have, and Markdown made of them.

Source of the rules: Moodle's documentation « GIFT format » and what its importer does.
"""

import re
from html.parser import HTMLParser

from portal.core.directives import one_line

FORMATS = ("moodle", "html", "plain", "markdown")
_SIGNS = ":#={}~n"
# Noncharacters of Unicode, which no text holds, stand for escaped signs while a question is cut into its parts.
_HIDDEN = {sign: chr(0xFDD0 + index) for index, sign in enumerate(_SIGNS)}
_BACKSLASH = chr(0xFDD0 + len(_SIGNS))
_SHOWN = {ord(mark): "\n" if sign == "n" else sign for sign, mark in _HIDDEN.items()} | {ord(_BACKSLASH): "\\"}
_ESCAPE = re.compile(r"\\(\\|[:#={}~n])")
_FORMAT = re.compile(rf"\s*\[({'|'.join(FORMATS)})\]")
_TAG = re.compile(r"</?[a-zA-Z]")
_MARKDOWN_SIGNS = re.compile(r"[\\`*\[\]<]|(?<!_)_{1,2}(?!_)|~~|&(?=#?\w+;)")
RESERVED = re.compile("[\ufdd0-\ufddf]")


class NotExpressible(ValueError):
    """GIFT says something that a question here cannot, or the other way round."""


class BrokenQuestion(ValueError):
    """A question is no GIFT; `at` is the place in its text."""

    def __init__(self, message: str, at: int):
        super().__init__(message)
        self.at = at


def hide_escapes(text: str) -> str:
    """The text with each escaped sign as one that means nothing; `words` brings them back. Line ends stay."""
    return _ESCAPE.sub(lambda match: _HIDDEN.get(match[1], _BACKSLASH), text)


def words(text: str) -> str:
    """What a text says, once it is cut out: escaped signs are themselves again."""
    return text.translate(_SHOWN)


def escaped(text: str) -> str:
    """A text as GIFT has it: on one line, its signs escaped; one that begins like a format says its own."""
    written = "".join(f"\\{sign}" if sign in "\\:#={}~" else sign for sign in text).replace("\n", "\\n")
    return f"[markdown]{written}" if written.startswith("[") else written


def split_format(text: str, default: str) -> tuple[str, str]:
    """(format, text without its mark)."""
    match = _FORMAT.match(text)
    return (match[1], text[match.end() :]) if match else (default, text)


def as_markdown(text: str, default: str) -> str:
    """Markdown on one line of a text cut out of a question. Raises NotExpressible for HTML that is more than words."""
    form, text = split_format(text, default)
    text = words(text)
    if form == "markdown":
        return one_line(text)
    if form == "html" or (form == "moodle" and _TAG.search(text)):
        reading = _Html()
        reading.feed(text)
        reading.close()
        return one_line("".join(reading.parts))
    return one_line(_plain(text))


def typed_words(text: str, default: str) -> str:
    """The words that people are to type. Raises NotExpressible for Moodle's `*`, which stands for any words."""
    form, text = split_format(text, default)
    if re.search(r"(?<!\\)\*", text):
        raise NotExpressible("an answer to type in which * stands for any words")
    if form in ("html", "moodle") and _TAG.search(text):
        raise NotExpressible("an answer to type with HTML in it")
    return one_line(words(text.replace("\\*", "*")))


def _plain(text: str) -> str:
    """Words that Markdown shows as they stand; a gap of underscores is left alone."""
    return _MARKDOWN_SIGNS.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), text)


class _Html(HTMLParser):
    """Words, emphasis, code and links; anything else is not expressible."""

    MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
    SPACES = {"p", "div", "br", "span"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in self.MARKS:
            self.parts.append(self.MARKS[tag])
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.parts.append("[")
        elif tag not in self.SPACES:
            raise NotExpressible(f"HTML with <{tag}>")
        elif tag != "span":
            self.parts.append(" ")

    def handle_endtag(self, tag):
        if tag in self.MARKS:
            self.parts.append(self.MARKS[tag])
        elif tag == "a" and self.links:
            self.parts.append(f"](<{self.links.pop()}>)")
        elif tag in ("p", "div"):
            self.parts.append(" ")

    def handle_data(self, data):
        self.parts.append(_plain(data))
