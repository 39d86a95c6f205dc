"""Reads the questions of a quiz.yaml; the kinds themselves say what is wrong with their data."""

import re

from courses import grading
from portal.core.directives import ContentError, one_line

from . import lined_yaml
from .fields import Fields
from .files import QuestionFile

_UID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_COMMON = ("id", "kind", "text", "explanation")


def read_questions(fields: Fields) -> tuple[str, tuple[QuestionFile, ...]]:
    """(title of the quiz, its questions); errors go to the fields' list."""
    title = fields.text("title", required=False, at_most=120)
    values = fields.items("questions")
    fields.no_others()
    questions: list[QuestionFile] = []
    for index, value in enumerate(values):
        if not isinstance(value, dict):
            message = "a question needs id, kind, text and its answers"
            fields.errors.append(ContentError(message, line=values.lines[index], path=fields.path))
            continue
        question = _question(Fields(value, fields.path, fields.errors), {one.uid for one in questions})
        if question:
            questions.append(question)
    return title, tuple(questions)


def _question(fields: Fields, taken: set[str]) -> QuestionFile | None:
    uid = fields.text("id", at_most=80)
    if uid and not _UID.match(uid):
        fields.error("`id` is made of small letters, digits and hyphens", "id")
    if uid in taken:
        fields.error(f"the id `{uid}` is there twice", "id")
    name = fields.text("kind")
    text = fields.text("text", at_most=1000)
    explanation = fields.text("explanation", required=False, at_most=2000)
    try:
        kind = grading.kind(name)
    except grading.DataError as error:
        if name:
            fields.error(str(error), "kind")
        return None
    data = _one_line({key: value for key, value in lined_yaml.plain(fields.values).items() if key not in _COMMON})
    try:
        kind.check(data)
    except grading.DataError as error:
        line = lined_yaml.line_of(fields.values, error.at)
        fields.errors.append(ContentError(str(error), line=line, path=fields.path))
        return None
    return QuestionFile(uid, name, text, explanation, kind.complete(data))


def _one_line(value):
    """Texts of answers on one line each, as the editor in /cms/ shows them."""
    if isinstance(value, dict):
        return {key: _one_line(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_one_line(item) for item in value]
    return one_line(value) if isinstance(value, str) else value


def normal_data(kind: str, data: dict) -> dict:
    """The data of a question of this kind as files give them back."""
    return grading.kind(kind).complete(_one_line(data))
