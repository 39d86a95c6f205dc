"""How authors type the answers of a question in /cms/: one a line, its feedback after a bar.

+ The company that owns it | Yes: it decides alone.
- Chance                   | No machine sorts by chance.

A choir's newsletter => A mailing list | Everyone gets it.
"""

import string

from django.utils.translation import gettext as _


class NotationError(ValueError):
    """A line cannot be read; the message names it."""


def _lines(text: str):
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _split_feedback(line: str) -> tuple[str, str]:
    text, _bar, feedback = line.partition(" | ")
    return text.strip(), feedback.strip()


def parse_choices(text: str, before: list[dict]) -> list[dict]:
    """Choices from lines that begin with + (right) or - (wrong)."""
    choices = []
    for number, line in _lines(text):
        if line[0] not in "+-":
            raise NotationError(
                _("Line %(number)s: begin with + for a right answer, with - for a wrong one.") % {"number": number}
            )
        words, feedback = _split_feedback(line[1:])
        if not words:
            raise NotationError(_("Line %(number)s: the answer has no words.") % {"number": number})
        choices.append({"id": "", "text": words, "right": line[0] == "+", "feedback": feedback})
    return _keep_ids(choices, before, "text", string.ascii_lowercase)


def write_choices(choices: list[dict]) -> str:
    """The lines of choices."""
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
