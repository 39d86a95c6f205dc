"""How authors type the answers of a question in /cms/: one a line, its feedback after a bar.

+ The company that owns it | Yes: it decides alone.
- Chance                   | No machine sorts by chance.

A choir's newsletter => A mailing list | Everyone gets it.

A {{1}} cuts a message into {{2}}.
1: which machine
+ router | Yes.
2) what it becomes
+ packets
- letters | In the post only.
"""

import re
import string

from django.utils.translation import gettext as _


class NotationError(ValueError):
    """A line cannot be read; the message names it."""


# French typesetting puts a space, often one that does not break, before a colon.
_HEAD = re.compile(r"^(\d{1,2})\s*([:)])(.*)$")


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that say something, each with its number."""
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _split_feedback(line: str) -> tuple[str, str]:
    text, _bar, feedback = line.partition(" | ")
    return text.strip(), feedback.strip()


def parse_answers(text: str) -> list[dict]:
    """Answers in words from lines that begin with + (right) or - (wrong)."""
    return [_answer(number, line) for number, line in _lines(text)]


def _answer(number: int, line: str) -> dict:
    if line[0] not in "+-":
        raise NotationError(
            _("Line %(number)s: begin with + for a right answer, with - for a wrong one.") % {"number": number}
        )
    words, feedback = _split_feedback(line[1:])
    if not words:
        raise NotationError(_("Line %(number)s: the answer has no words.") % {"number": number})
    return {"text": words, "right": line[0] == "+", "feedback": feedback}


def parse_choices(text: str, before: list[dict]) -> list[dict]:
    """Choices from lines that begin with + (right) or - (wrong)."""
    choices = [{"id": "", **answer} for answer in parse_answers(text)]
    return _keep_ids(choices, before, "text", string.ascii_lowercase)


def write_choices(choices: list[dict]) -> str:
    """The lines of choices, or of answers in words."""
    return "\n".join(
        f"{'+' if one.get('right') else '-'} {one['text']}" + (f" | {one['feedback']}" if one.get("feedback") else "")
        for one in choices
    )


def parse_pairs(text: str, before: list[dict]) -> list[dict]:
    """Pairs from lines such as `left => right | feedback`."""
    pairs = []
    for number, line in _lines(text):
        words, feedback = _split_feedback(line)
        left, arrow, right = (part.strip() for part in words.partition("=>"))
        if not (left and arrow and right):
            raise NotationError(_("Line %(number)s: write the line, then =>, then its answer.") % {"number": number})
        pairs.append({"id": "", "left": left, "right": right, "feedback": feedback})
    return _keep_ids(pairs, before, "left", [f"p{number}" for number in range(1, 100)])


def write_pairs(pairs: list[dict]) -> str:
    """The lines of pairs."""
    return "\n".join(
        f"{one['left']} => {one['right']}" + (f" | {one['feedback']}" if one.get("feedback") else "") for one in pairs
    )


def parse_items(text: str, before: list[dict]) -> list[dict]:
    """Items in their right order, one a line: `item | feedback`."""
    pieces = [_split_feedback(line) for _number, line in _lines(text)]
    items = [{"id": "", "text": words, "feedback": feedback} for words, feedback in pieces]
    return _keep_ids(items, before, "text", [f"i{number}" for number in range(1, 100)])


def write_items(items: list[dict]) -> str:
    """The lines of items."""
    return "\n".join(one["text"] + (f" | {one['feedback']}" if one.get("feedback") else "") for one in items)


def parse_passage(text: str) -> dict:
    """A text with gaps: the text on the first line, then for each gap its number and label (`1: label` to type in,
    `1) label` to choose from a list) and its answers, right and wrong."""
    first, *others = _lines(text) or [(1, "")]
    gaps: list[dict] = []
    for number, line in others:
        head = _HEAD.match(line)
        if head:
            if int(head[1]) != len(gaps) + 1:
                message = _("Line %(number)s: gap %(gap)s is expected here.")
                raise NotationError(message % {"number": number, "gap": len(gaps) + 1})
            gaps.append({"label": head[3].strip(), "choose": head[2] == ")", "answers": []})
        elif gaps:
            gaps[-1]["answers"].append(_answer(number, line))
        else:
            raise NotationError(
                _("Line %(number)s: after the text comes “1:”, the gap that is typed, or “1)”, the one that is chosen.")
                % {"number": number}
            )
    return {"passage": first[1], "gaps": gaps}


def write_passage(data: dict) -> str:
    """The lines of a text with gaps."""
    lines = [data.get("passage", "")]
    for number, gap in enumerate(data.get("gaps", []), start=1):
        lines.append(f"{number}{')' if gap.get('choose') else ':'} {gap.get('label', '')}".rstrip())
        lines.append(write_choices(gap["answers"]))
    return "\n".join(lines)


def _keep_ids(items: list[dict], before: list[dict], key: str, names) -> list[dict]:
    """Give each item the id it had: by its words, else by its place; what is new gets a name never used before."""
    by_words = {one[key]: one["id"] for one in before}
    for item in items:
        item["id"] = by_words.get(item[key], "")
    taken = {item["id"] for item in items}
    for item, old in zip(items, before, strict=False):
        if not item["id"] and old["id"] not in taken:
            item["id"] = old["id"]
            taken.add(old["id"])
    fresh = (name for name in names if name not in taken and name not in {one["id"] for one in before})
    for item in items:
        if not item["id"]:
            item["id"] = next(fresh)
    return items
