"""Writes questions as a GIFT bank, which Moodle and others read. What GIFT cannot say stays in the file as a comment,
and is told. Each question is read back: it must come out as it went in."""

from dataclasses import replace

from . import yaml_text
from .files import QuestionFile
from .gift_answers import truth_words
from .gift_reading import read_gift
from .gift_text import NotExpressible, escaped
from .writing import question_fields

STAR = "\\*"


def write_gift(questions, *, name: str, language: str = "fr") -> tuple[str, list[str]]:
    """(the bank, what it does not say as it should); `name` stands at its head."""
    written, notes = [f"// {name}\n"], []
    for question in questions:
        try:
            text, note = _question(question, language)
            notes += [f"{question.uid}: {note}"] if note else []
        except NotExpressible as reason:
            text = _commented(question, str(reason))
            notes.append(f"{question.uid}: {reason}; kept as a comment")
        written.append(text)
    return "\n".join(written), notes


def _question(question: QuestionFile, language: str) -> tuple[str, str]:
    note = ""
    if question.kind == "truefalse" and not _says_truth(question, language):
        question = replace(question, kind="single")
        note = "true or false in words of its own; written as a choice of one answer"
    if question.kind not in _WRITERS:
        raise NotExpressible(f"the kind `{question.kind}` has no form in GIFT")
    comments, answers = _WRITERS[question.kind](question.data)
    explanation = f"####{escaped(question.explanation)}" if question.explanation else ""
    lines = [
        f"// [id:{question.uid}]",
        *comments,
        f"::{escaped(question.uid)}::[markdown]{escaped(question.text)} {{",
        *(f"\t{answer}" for answer in answers),
        *([f"\t{explanation}"] if explanation else []),
        "}",
    ]
    text = "\n".join(lines) + "\n"
    if not _same(question, text, language):
        raise NotExpressible("it holds signs that GIFT would read otherwise")
    if comments:
        note = "GIFT has no feedback for matched lines; kept in comments, which only this portal reads"
    return text, note


def _says_truth(question: QuestionFile, language: str) -> bool:
    return sorted(choice["text"] for choice in question.data["choices"]) == sorted(truth_words(language))


def _same(question: QuestionFile, text: str, language: str) -> bool:
    """Is it read back as it was? Ids of answers are no part of GIFT, nor is the order of true and false."""
    bank = read_gift(text.encode(), path="", language=language)
    return not bank.errors and [_essence(one) for one in bank.questions] == [_essence(question)]


def _essence(question: QuestionFile) -> tuple:
    items = [
        sorted((key, value) for key, value in {"feedback": "", **item}.items() if key != "id")
        for values in question.data.values()
        for item in values
    ]
    items = sorted(items) if question.kind == "truefalse" else items
    return question.uid, question.kind, question.text, question.explanation, items


def _commented(question: QuestionFile, reason: str) -> str:
    lines = yaml_text.write({"questions": [question_fields(question)]}).splitlines()
    return "".join(f"// {line}\n" for line in [f"Not expressible in GIFT: {reason}.", *lines])


def _feedback(choice: dict) -> str:
    return f"#{escaped(choice['feedback'])}" if choice.get("feedback") else ""


def _single(data: dict) -> tuple[list[str], list[str]]:
    answers = []
    for choice in data["choices"]:
        sign = "=" if choice["right"] else "~"
        if sign == "~" and choice["text"].startswith("%"):
            sign = "~%0%"  # or the text would be read as what the answer is worth
        answers.append(f"{sign}{escaped(choice['text'])}{_feedback(choice)}")
    return [], answers


def _multiple(data: dict) -> tuple[list[str], list[str]]:
    """Each right answer gives its share, each wrong one takes as much: as here."""
    share = f"{100 / sum(choice['right'] for choice in data['choices']):.5f}".rstrip("0").rstrip(".")
    return [], [
        f"~%{'' if choice['right'] else '-'}{share}%{escaped(choice['text'])}{_feedback(choice)}"
        for choice in data["choices"]
    ]


def _short(data: dict) -> tuple[list[str], list[str]]:
    """`*` is escaped: to Moodle it stands for any words."""
    return [], [
        f"=%{100 if one['right'] else 0}%{escaped(one['text']).replace('*', STAR)}{_feedback(one)}"
        for one in data["answers"]
    ]


def _truth(data: dict) -> tuple[list[str], list[str]]:
    right = next(choice for choice in data["choices"] if choice["right"])
    wrong = next(choice for choice in data["choices"] if not choice["right"])
    answer = "T" if right["text"] in {truth_words("fr")[0], truth_words("")[0]} else "F"
    feedback = f"{_feedback(wrong) or '#'}{_feedback(right)}" if _feedback(right) else _feedback(wrong)
    return [], [f"{answer}{feedback}"]


def _match(data: dict) -> tuple[list[str], list[str]]:
    comments = [
        f"// [feedback:{number}] {pair['feedback']}"
        for number, pair in enumerate(data["pairs"], start=1)
        if pair.get("feedback")
    ]
    return comments, [f"={escaped(pair['left'])} -> {escaped(pair['right'])}" for pair in data["pairs"]]


_WRITERS = {"single": _single, "multiple": _multiple, "truefalse": _truth, "match": _match, "short": _short}
