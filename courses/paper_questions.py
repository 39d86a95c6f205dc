"""Questions on paper: what is asked after the lesson, and its answer with the explanation at the end of the document.

Goes by the shape of the data (`choices`, `pairs`, `items` to order, `answers` in words, a `passage` with `gaps`),
so that no kind has to know of paper.
"""

import hashlib
import re
import string

from django.utils.translation import gettext as _

from portal.core.pdf import blocks

_GAP = re.compile(r"\{\{(\d{1,2})\}\}")


def asked(number: int, question) -> list[dict]:
    """Blocks that ask a question, without what tells the answer."""
    return [blocks.together([_numbered(number, question.text), *_offered(question.data)])]


def answered(number: int, question) -> list[dict]:
    """Blocks that tell the right answer, and why."""
    told = [_numbered(number, question.text), *_right(question.data)]
    if question.explanation:
        told.append(_paragraph(blocks.inline(question.explanation)))
    return [blocks.together(told)]


def _paragraph(content: list[dict]) -> dict:
    return {"kind": "paragraph", "content": content}


def _numbered(number: int, text: str) -> dict:
    words = [{"kind": "text", "text": f"{number}. "}, *blocks.inline(text)]
    return _paragraph([{"kind": "strong", "content": words}])


def _scattered(texts: list[str]) -> list[str]:
    """In an order that tells nothing, the same on every print, never the one given."""
    mixed = sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())
    return [*mixed[1:], mixed[0]] if mixed == texts else mixed


def _options(pairs: list[dict]) -> list[str]:
    return _scattered(list(dict.fromkeys(pair["right"] for pair in pairs)))


def _offered(data: dict) -> list[dict]:
    if "choices" in data:
        return [blocks.lettered([blocks.inline(choice["text"]) for choice in data["choices"]])]
    if "pairs" in data:
        return [
            _bullets([pair["left"] for pair in data["pairs"]]),
            blocks.paragraph(_("To match with:")),
            blocks.lettered([blocks.inline(option) for option in _options(data["pairs"])]),
        ]
    if "items" in data:
        texts = _scattered([item["text"] for item in data["items"]])
        return [blocks.paragraph(_("To put in order:")), blocks.lettered([blocks.inline(text) for text in texts])]
    if "passage" in data:
        return _passage(data)
    return [blocks.paragraph(_("Answer in a few words: ") + "…" * 20)]


def _passage(data: dict) -> list[dict]:
    """The text with numbered gaps; where an answer is chosen, what there is to choose from."""
    offered = [_paragraph(blocks.inline(_GAP.sub(r"(\1) …………", data["passage"])))]
    for number, gap in enumerate(data["gaps"], start=1):
        label = gap.get("label", "")
        if gap.get("choose"):
            choices = " / ".join(_scattered([answer["text"] for answer in gap["answers"]]))
            offered.append(blocks.paragraph(f"({number}) {label} {choices}".replace("  ", " ")))
        elif label:
            offered.append(blocks.paragraph(f"({number}) {label}"))
    return offered


def _bullets(texts: list[str]) -> dict:
    return {"kind": "list", "ordered": False, "items": [[_paragraph(blocks.inline(text))] for text in texts]}


def _right(data: dict) -> list[dict]:
    if "choices" in data:
        return [_bullets(_right_choices(data["choices"]))]
    if "pairs" in data:
        return [_bullets([_with_reason(f"{one['left']} → {one['right']}", one) for one in data["pairs"]])]
    if "items" in data:
        items = [[_paragraph(blocks.inline(_with_reason(one["text"], one)))] for one in data["items"]]
        return [{"kind": "list", "ordered": True, "items": items}]
    if "passage" in data:
        return [_bullets([f"({number}) {_words(gap)}" for number, gap in enumerate(data["gaps"], start=1)])]
    return [_bullets([_words(data)])]


def _right_choices(choices: list[dict]) -> list[str]:
    letters = string.ascii_lowercase
    return [
        _with_reason(f"{letters[index] if index < len(letters) else index + 1}) {choice['text']}", choice)
        for index, choice in enumerate(choices)
        if choice["right"]
    ]


def _words(answers: dict) -> str:
    """The answers in words that are right, the first one first."""
    return _(" or ").join(answer["text"] for answer in answers["answers"] if answer["right"])


def _with_reason(text: str, item: dict) -> str:
    reason = item.get("feedback", "")
    return f"{text} *{reason}*" if reason and "*" not in reason else f"{text} {reason}".strip()
