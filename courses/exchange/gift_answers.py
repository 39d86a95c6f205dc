"""What stands between the braces of a GIFT question, as the kind and data of a question here."""

import re
import string
from dataclasses import dataclass, field

from .gift_text import BrokenQuestion, NotExpressible, as_markdown, typed_words

TRUE, FALSE = {"T", "TRUE"}, {"F", "FALSE"}
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d*)?)%")
_TRUTH_WORDS = {"fr": ("Vrai", "Faux")}


@dataclass
class Answers:
    """`notes` tell what is taken with a difference."""

    kind: str
    data: dict
    notes: list[str] = field(default_factory=list)


def truth_words(language: str) -> tuple[str, str]:
    """The words for true and false in a course of this language."""
    return _TRUTH_WORDS.get(language, ("True", "False"))


def read(text: str, at: int, form: str, language: str) -> Answers:
    """The answers; `at` is where they stand in the question and `form` the format of its texts. The order of questions
    asked here is that of Moodle's importer, so that the same signs mean the same."""
    stripped = text.strip()
    if not stripped:
        raise NotExpressible("an essay, which nobody grades here")
    if stripped.startswith("#"):
        raise NotExpressible("a numerical question")
    if "~" in text:
        return _choices(text, at, form)
    if "=" in text and "->" in text:
        return _pairs(text, at, form)
    if stripped.partition("#")[0].strip() in TRUE | FALSE:
        return _truth(stripped, form, language)
    return _short(text, at, form)


def _parts(text: str, signs: str, at: int):
    """(sign, what follows it, its place) for each answer."""
    begins = [match.start() for match in re.finditer(f"[{signs}]", text)]
    if not begins or text[: begins[0]].strip():
        raise BrokenQuestion(f"the answers must begin with {' or '.join(signs)}", at)
    for begin, end in zip(begins, [*begins[1:], len(text)], strict=True):
        if not text[begin + 1 : end].strip():
            raise BrokenQuestion("an answer has no words", at + begin)
        yield text[begin], text[begin + 1 : end], at + begin


def _choices(text: str, at: int, form: str) -> Answers:
    choices, weights = [], []
    signs = []
    for sign, rest, _place in _parts(text, "~=", at):
        weight = _WEIGHT.match(rest) if sign == "~" else None
        answer, _hash, feedback = rest[weight.end() if weight else 0 :].partition("#")
        signs.append(sign)
        weights.append(100.0 if sign == "=" else float(weight[1]) if weight else 0.0)
        words = {"text": as_markdown(answer, form), "feedback": as_markdown(feedback, form)}
        choices.append({"id": _name(len(choices)), **words, "right": weights[-1] > 0})
    one_only = "=" in signs
    if one_only and sum(weight > 0 for weight in weights) > 1:
        raise NotExpressible("one answer to choose, several of which give points")
    return Answers("single" if one_only else "multiple", {"choices": choices}, _differences(weights, one_only))


def _differences(weights: list[float], one_only: bool) -> list[str]:
    """What a wrong answer takes off and what a right one gives is the same for all of them here."""
    rights = [weight for weight in weights if weight > 0]
    wrong = {0.0} if one_only else {-weight for weight in rights}
    if any(weight not in wrong for weight in weights if weight <= 0) or len(set(rights)) > 1:
        return ["points are counted as always here: right answers alike, each wrong one takes as much off"]
    return []


def _name(index: int) -> str:
    return string.ascii_lowercase[index] if index < 26 else f"c{index + 1}"


def _pairs(text: str, at: int, form: str) -> Answers:
    pairs = []
    for _sign, rest, place in _parts(text, "=", at):
        left, arrow, right = rest.partition("->")
        if not arrow or not right.strip():
            raise BrokenQuestion("a line to match is written `=line -> its answer`", place)
        if not left.strip():
            raise NotExpressible("an answer to match that belongs to no line")
        pair = {"left": as_markdown(left, form), "right": as_markdown(right, form), "feedback": ""}
        pairs.append({"id": f"p{len(pairs) + 1}", **pair})
    return Answers("match", {"pairs": pairs})


def _short(text: str, at: int, form: str) -> Answers:
    """What people may type: right when it gives all the points, wrong when none."""
    answers = []
    for _sign, rest, _place in _parts(text, "=", at):
        weight = _WEIGHT.match(rest)
        points = float(weight[1]) if weight else 100.0
        if points not in (0.0, 100.0):
            raise NotExpressible("an answer to type that gives part of the points")
        answer, _hash, feedback = rest[weight.end() if weight else 0 :].partition("#")
        words = {"text": typed_words(answer, form), "feedback": as_markdown(feedback, form)}
        answers.append({**words, "right": points == 100})
    return Answers("short", {"answers": answers})


def _truth(text: str, form: str, language: str) -> Answers:
    """`{T#what whoever is wrong reads#what whoever is right reads}`."""
    answer, wrong, right, *_more = [*text.split("#", 2), "", ""]
    is_true = answer.strip() in TRUE
    of_true, of_false = (right, wrong) if is_true else (wrong, right)
    true, false = truth_words(language)
    return Answers(
        "truefalse",
        {
            "choices": [
                {"id": "vrai", "text": true, "right": is_true, "feedback": as_markdown(of_true, form)},
                {"id": "faux", "text": false, "right": not is_true, "feedback": as_markdown(of_false, form)},
            ]
        },
    )
