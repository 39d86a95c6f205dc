"""Reads question banks in GIFT. Nothing is written; everything is told at once, each with its line.

A question that GIFT can ask and this portal cannot (numbers, essays, part of the points) is `skipped` with the reason;
what is broken is an `error`; what is taken with a small difference is a `note`.
"""

import re
from dataclasses import dataclass, field

from courses import grading
from portal.core.directives import ContentError

from . import gift_answers
from .files import QuestionFile
from .gift_text import RESERVED, BrokenQuestion, NotExpressible, as_markdown, hide_escapes, split_format, words

MAX_BYTES = 2_000_000
_ID = re.compile(r"\[id:([a-z0-9]+(?:-[a-z0-9]+)*)\]")
_FEEDBACK = re.compile(r"\[feedback:(\d+)\] (.*)")


@dataclass
class GiftBank:
    """`questions` with an empty uid where the file names none."""

    questions: list[QuestionFile] = field(default_factory=list)
    skipped: list[ContentError] = field(default_factory=list)
    notes: list[ContentError] = field(default_factory=list)
    errors: list[ContentError] = field(default_factory=list)


@dataclass(frozen=True)
class _Block:
    """The lines of one question; comments are blanked out of `text` and kept beside it."""

    line: int
    text: str
    comments: list[str]

    def line_at(self, position: int) -> int:
        return self.line + self.text.count("\n", 0, position)


def read_gift(content: bytes, *, path: str, language: str = "fr") -> GiftBank:
    """The questions of a file; `language` names the answers of true and false."""
    bank = GiftBank()
    try:
        if len(content) > MAX_BYTES:
            raise ValueError(f"larger than {MAX_BYTES // 1_000_000} MB")
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        if RESERVED.search(text) or "\0" in text:
            raise ValueError("it holds signs that are no text")
    except ValueError as error:
        bank.errors.append(ContentError(f"the file is not readable text: {error}", path=path))
        return bank
    for block in _blocks(text):
        _read_block(block, bank, path, language)
    return bank


def _blocks(text: str):
    """Questions stand apart by a blank line; a line that begins with // says nothing to a reader of GIFT."""
    lines: list[str] = []
    comments: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            is_comment = line.lstrip().startswith("//")
            comments += [line.strip()[2:].strip()] if is_comment else []
            lines.append("" if is_comment else line)
        elif lines:
            yield _Block(number - len(lines), hide_escapes("\n".join(lines)), comments)
            lines, comments = [], []


def _read_block(block: _Block, bank: GiftBank, path: str, language: str) -> None:
    start = _after_category(block, bank, path)
    begin = re.compile(r"\S").search(block.text, start)
    if not begin:
        return
    line = block.line_at(begin.start())
    try:
        question, notes = _question(block, begin.start(), language)
    except NotExpressible as reason:
        bank.skipped.append(ContentError(f"not expressible here: {reason}", line=line, path=path))
    except BrokenQuestion as error:
        bank.errors.append(ContentError(str(error), line=block.line_at(error.at), path=path))
    except grading.DataError as error:
        bank.errors.append(ContentError(str(error), line=line, path=path))
    else:
        bank.questions.append(question)
        bank.notes += [ContentError(note, line=line, path=path) for note in notes]


def _after_category(block: _Block, bank: GiftBank, path: str) -> int:
    match = re.compile(r"\s*(\$CATEGORY\s*:[^\n]*)").match(block.text)
    if not match:
        return 0
    bank.notes.append(ContentError("categories are not kept", line=block.line_at(match.start(1)), path=path))
    return match.end()


def _question(block: _Block, start: int, language: str) -> tuple[QuestionFile, list[str]]:
    text, name = block.text, ""
    if text.startswith("::", start) and "::" in text[start + 2 :]:
        end = text.index("::", start + 2)
        name, start = words(text[start + 2 : end]), end + 2
    opening, closing = _braces(text, start)
    after = text[closing + 1 :]
    asked = text[start:opening] + (f"_____{after}" if after.strip() else "")
    form, asked = split_format(asked, "moodle")
    inside = text[opening + 1 : closing]
    answers, mark, explanation = inside.rpartition("####")
    if not mark:
        answers, explanation = inside, ""
    given = gift_answers.read(answers, opening + 1, form, language)
    _add_feedback(given, block.comments)
    question = QuestionFile(
        uid=_uid(block.comments, name),
        kind=given.kind,
        text=as_markdown(asked, form),
        explanation=as_markdown(explanation, form),
        data=given.data,
    )
    _check(question, start)
    return question, given.notes


def _braces(text: str, start: int) -> tuple[int, int]:
    opening, closing = text.find("{", start), text.find("}", start)
    if opening < 0 and closing < 0:
        raise NotExpressible("a description, which asks nothing")
    if opening < 0 or closing < opening:
        raise BrokenQuestion("the braces { } do not match", max(opening, closing))
    for sign in "{}":
        second = text.find(sign, max(opening, closing) + 1)
        if second >= 0:
            raise BrokenQuestion("a second pair of braces; as a sign write \\{ or \\}", second)
    if "{" in text[opening + 1 : closing]:
        raise BrokenQuestion("a brace inside the answers; as a sign write \\{", opening)
    return opening, closing


def _check(question: QuestionFile, at: int) -> None:
    if not question.text:
        raise BrokenQuestion("the question has no words", at)
    for name, most in (("text", 1000), ("explanation", 2000)):
        length = len(getattr(question, name))
        if length > most:
            raise BrokenQuestion(f"the {name} has {length} characters, at most {most} fit", at)
    grading.kind(question.kind).check(question.data)


def _uid(comments: list[str], name: str) -> str:
    """The name that an export wrote as `[id:…]`, which is Moodle's sign for it, or a question's title that is one."""
    for comment in comments:
        if match := _ID.search(comment):
            return match[1][:80]
    return name if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) and len(name) <= 80 else ""


def _add_feedback(given: gift_answers.Answers, comments: list[str]) -> None:
    """Feedback of matched lines, which GIFT cannot say: an export keeps it in comments."""
    for comment in comments:
        match = _FEEDBACK.match(comment)
        if match and given.kind == "match" and 0 < int(match[1]) <= len(given.data["pairs"]):
            given.data["pairs"][int(match[1]) - 1]["feedback"] = match[2].strip()
