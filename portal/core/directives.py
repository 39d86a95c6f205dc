"""Content files: Markdown cut into blocks by fences such as `::: activity Title` … `:::` (no nesting).

Shared by lessons, resource sheets and dated texts; the block kinds are those of `portal.core.blocks`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

_OPEN = re.compile(r"^:::\s*([a-z]+)(?:\s+(.*\S))?\s*$")
# As CommonMark has it: a run of three or more, closed by one at least as long of the same sign and nothing else.
_CODE = re.compile(r"^ {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_SPACES = re.compile(r"[ \t\r\n]+")
_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)


def one_line(text: str) -> str:
    """The text on one line, every run of ordinary spaces and line ends as one space. No-break spaces stay: `split()`
    without argument would take those of French typography away."""
    return _SPACES.sub(" ", text).strip(" ")


class ContentError(ValueError):
    """A content file is wrong: says in which line and what to do."""

    def __init__(self, message: str, *, line: int = 1, path: str = ""):
        self.message, self.line, self.path = message, line, str(path)
        super().__init__(f"{self.path}:{line}: {message}" if path else f"line {line}: {message}")


@dataclass(frozen=True)
class Piece:
    """One block of a file: its kind (`text` outside fences), what follows the kind on the fence, its lines."""

    kind: str
    argument: str
    text: str
    line: int


def split_front_matter(source: str, *, path: str = "") -> tuple[dict, str, int]:
    """(front matter, body, number of the body's first line). Raises ContentError."""
    match = _FRONT.match(source)
    if not match:
        raise ContentError("the file must start with front matter between two lines of ---", path=path)
    try:
        front = yaml.safe_load(match.group(1)) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        line = error.problem_mark.line + 2 if getattr(error, "problem_mark", None) else 2
        raise ContentError(f"front matter is not YAML: {error}", line=line, path=path) from error
    if not isinstance(front, dict):
        raise ContentError("front matter must be `key: value` lines", line=2, path=path)
    return front, source[match.end() :], source[: match.end()].count("\n") + 1


def _outside_code(lines: list[str]) -> Iterator[bool]:
    """For each line: is it outside fenced code, where `:::` has no meaning? A fence that never closes is none."""
    closing = None
    for position, line in enumerate(lines):
        if closing is None:
            opened = _CODE.match(line)
            if opened:
                mark = opened.group(1)
                end = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}\s*$")
                closing = end if any(map(end.match, lines[position + 1 :])) else None
            yield closing is None
        else:
            yield False
            if closing.match(line):
                closing = None


def pieces(body: str, *, first_line: int = 1, path: str = "") -> Iterator[Piece]:
    """Cut a body into pieces. Raises ContentError for a fence that never closes or closes nothing.

    Inside fenced code `:::` is shown as it stands: a lesson may teach how lessons are written.
    """
    kind, argument, start, lines = "text", "", first_line, []
    every = body.split("\n")
    for number, (line, is_ours) in enumerate(zip(every, _outside_code(every), strict=True), start=first_line):
        if not is_ours:
            lines.append(line)
            continue
        opening = _OPEN.match(line)
        if opening and kind != "text":
            raise ContentError(
                f"`{line.strip()}` opens inside `::: {kind}`, which is not closed", line=number, path=path
            )
        if opening:
            yield from _text(kind, lines, start)
            kind, argument, start, lines = opening.group(1), opening.group(2) or "", number, []
        elif line.strip() == ":::":
            if kind == "text":
                raise ContentError("`:::` closes nothing", line=number, path=path)
            yield Piece(kind, argument, "\n".join(lines).strip("\n"), start)
            kind, argument, start, lines = "text", "", number + 1, []
        else:
            lines.append(line)
    if kind != "text":
        raise ContentError(f"`::: {kind}` is never closed by `:::`", line=start, path=path)
    yield from _text(kind, lines, start)


def _text(kind: str, lines: list[str], start: int) -> Iterator[Piece]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield Piece(kind, "", text, start)


def write(parts: Iterable[Piece]) -> str:
    """The body that `pieces` would cut into these parts; the inverse of it."""
    written = []
    for part in parts:
        if part.kind == "text":
            written.append(part.text)
        else:
            head = f"::: {part.kind} {part.argument}".rstrip()
            written.append(f"{head}\n{part.text}\n:::")
    return "\n\n".join(written) + "\n"
