"""The text of a property file: lines `path = value`, comments, empty lines. What is wrong is told line by line.

Reading never fails, whatever bytes a stranger sends; `Properties` holds what could be understood.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_BYTES = 256 * 1024
MAX_LINES = 5000
MAX_VALUE = 4000
MAX_PATH = 200
MAX_PROBLEMS = 500  # further ones are not told: whoever made the file has enough to do
PATH = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
# Whatever could hide words or change how others are read: control characters, directions of writing.
NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
BREAK = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """Something wrong at a line (0: the file as a whole). `code` is stable, `words` are for people."""

    line: int
    is_error: bool
    code: str
    words: str
    path: str = ""


@dataclass(frozen=True)
class Entry:
    line: int
    path: str
    value: str


@dataclass
class Properties:
    """What a file says. Paths are in small letters, as people write them both ways."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def get(self, path: str) -> str:
        """The value, empty when the file does not say."""
        found = self.entries.get(path)
        return found.value if found else ""

    def line(self, path: str) -> int:
        found = self.entries.get(path)
        return found.line if found else 0

    def below(self, section: str) -> list[Entry]:
        """The entries of a section, in the order of the file."""
        return [one for path, one in self.entries.items() if path.startswith(f"{section}.")]

    @property
    def file_class(self) -> str:
        return self.get("file.class").lower()

    def error(self, line: int, code: str, words: str, path: str = "") -> None:
        self._tell(Problem(line, True, code, words, path))

    def warn(self, line: int, code: str, words: str, path: str = "") -> None:
        self._tell(Problem(line, False, code, words, path))

    def _tell(self, problem: Problem) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


def read(data: bytes) -> Properties:
    """A file as it came: UTF-8 (with or without its mark), UTF-16 with its mark, or Latin-1 with a warning."""
    found = Properties()
    if len(data) > MAX_BYTES:
        found.error(0, "too-large", _("the file is larger than %(size)s kB") % {"size": MAX_BYTES // 1024})
        return found
    text = _decoded(data, found)
    if text.lstrip().startswith("<"):
        found.error(1, "a-page", _("this is a web page, not a property file"))
        return found
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > MAX_LINES:
        found.error(
            MAX_LINES, "too-many-lines", _("more than %(count)s lines: the rest is not read") % {"count": MAX_LINES}
        )
    for number, line in enumerate(lines[:MAX_LINES], start=1):
        _read_line(number, line, found)
    if not found.entries:
        found.error(0, "empty", _("the file says nothing"))
    return found


def _decoded(data: bytes, found: Properties) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            if encoding != "utf-8-sig":
                found.warn(1, "encoding", _("written in UTF-16: UTF-8 is expected"))
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found.warn(line, "encoding", _("not written in UTF-8: read as Latin-1"))
        return data.decode("latin-1")


def _read_line(number: int, line: str, found: Properties) -> None:
    text = line.strip()
    if not text or text.startswith("#"):
        return
    name, sign, value = text.partition("=")
    path = name.strip().lower()
    if not sign:
        found.error(number, "no-sign", _("no “=” in this line"))
    elif len(path) > MAX_PATH or not PATH.fullmatch(path):
        found.error(number, "bad-path", _("what stands before “=” is no path"))
    elif path in found.entries:
        first = found.entries[path].line
        found.error(number, "twice", _("already said at line %(line)s, which counts") % {"line": first}, path)
    else:
        _keep(number, path, _unquoted(value.strip()), found)


def _keep(number: int, path: str, value: str, found: Properties) -> None:
    if len(value) > MAX_VALUE:
        found.error(number, "too-long", _("longer than %(count)s characters: not read") % {"count": MAX_VALUE}, path)
        return
    if NOT_SHOWN.search(value):
        found.warn(number, "hidden-characters", _("characters that are not shown were left out"), path)
        value = NOT_SHOWN.sub("", value)
    found.entries[path] = Entry(number, path, value)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].strip()
    return value


def plain(value: str, length: int | None = None) -> str:
    """A value as one line of plain words: the format writes line breaks as <br/> or \\n."""
    words = " ".join(BREAK.sub(" ", value).split())
    return words if length is None or len(words) <= length else f"{words[: length - 1]}…"


def write(sections: Iterable[tuple[str, Iterable[tuple[str, str]]]]) -> str:
    """A property file out of (title, [(path, value)]): what is empty is left out, a section without a value too."""
    blocks = []
    for title, rows in sections:
        lines = [f"{path} = {_one_line(value)}" for path, value in rows if value not in ("", None)]
        if lines:
            blocks.append("\n".join((f"# [{title}]", *lines)))
    return "\n\n".join(blocks) + "\n"


def _one_line(value: str) -> str:
    """Line breaks as the format has them. A value in quotes gets a pair more, which reading takes off."""
    text = "<br/>".join(part.strip() for part in NOT_SHOWN.sub("", str(value)).splitlines() if part.strip())
    return f'"{text}"' if _unquoted(text) != text else text
