"""What changed between two versions of a text in Markdown: paragraph by paragraph, then word by word.

for part in differences(old.full, new.full):
    part.heading, part.kind, part.pieces, part.count
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest

from portal.core import markdown

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
# Two paragraphs that share fewer of their words are told as one that went and one that came.
ALIKE = 0.5
# A list is compared item by item and a table row by row; everything else as it stands.
_OPENS_A_PART = frozenset({"list_item_open", "tr_open"})


@dataclass(frozen=True)
class Part:
    """A paragraph, heading, list item or row of a table: `pieces` are (kind, words); for SAME, only how many in a row.

    `heading` is the one that it stands under, empty above the first.
    """

    kind: str
    heading: str = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)
    count: int = 1


@dataclass(frozen=True)
class _Block:
    words: str
    heading: str


def differences(old: str, new: str) -> list[Part]:
    """How `new` differs from `old`, in the order of `new`; one SAME part alone when it does not."""
    before, after = list(_blocks(old)), list(_blocks(new))
    matcher = SequenceMatcher(None, [block.words for block in before], [block.words for block in after], autojunk=False)
    parts = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part(SAME, after[k].heading, count=m - k))
        else:
            for gone, come in zip_longest(before[i:j], after[k:m]):
                parts += _told(gone, come)
    return parts


def _told(gone: _Block | None, come: _Block | None) -> Iterator[Part]:
    if gone and come:
        pieces = _word_by_word(gone.words, come.words)
        kept = sum(len(words) for kind, words in pieces if kind == SAME)
        if kept >= ALIKE * min(len(gone.words), len(come.words)):
            yield Part(CHANGED, come.heading, pieces)
            return
    if gone:
        yield Part(REMOVED, gone.heading, [(REMOVED, gone.words)])
    if come:
        yield Part(ADDED, come.heading, [(ADDED, come.words)])


def _word_by_word(old: str, new: str) -> list[tuple[str, str]]:
    before, after = re.findall(r"\w+|\s+|[^\w\s]", old), re.findall(r"\w+|\s+|[^\w\s]", new)
    pieces: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append((SAME, "".join(before[i:j])))
        else:
            pieces += [(REMOVED, "".join(before[i:j]))] if i < j else []
            pieces += [(ADDED, "".join(after[k:m]))] if k < m else []
    return pieces


def _blocks(source: str) -> Iterator[_Block]:
    """The parts of a text, each with its words alone and the heading above it."""
    lines, heading, words = source.splitlines(), "", []
    for token in markdown.tokens(source):
        if token.type in _OPENS_A_PART:
            if words:
                yield _Block(" ".join(words), heading)
            words = []
        if token.type == "inline":
            words.append(markdown.plain_text(token.content))
        elif token.type in {"fence", "code_block", "html_block"}:
            words.append(" ".join(" ".join(lines[slice(*token.map)]).split()))
        if token.level == 0 and token.nesting != 1 and words:
            is_heading = token.type == "heading_close"
            yield _Block(" ".join(words), "" if is_heading else heading)
            heading, words = (" ".join(words), []) if is_heading else (heading, [])
