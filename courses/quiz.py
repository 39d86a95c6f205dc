"""A lesson's quiz as its page shows it: questions, what was answered, verdicts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import markdown

from . import grading
from .models import Answer, Question

# In the address after a redirect: the question that was sent without an answer.
EMPTY = "empty"
# Characters of an address that may say what was chosen but not sent: gunicorn refuses a request line over 4094.
MAX_KEPT = 3000


def field_name(question: Question) -> str:
    """The name of a question's field, also in addresses that carry choices not sent yet."""
    return f"q.{question.uid}"


def anchor(uid: str) -> str:
    return f"question-{uid}"


@dataclass
class Quiz:
    """`questions` are what `components/question.html` takes, each with `anchor`, `uid` and `template`."""

    title: str
    questions: list[dict]
    answered: int
    right: int

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def result(self) -> str:
        """« 2 réponses justes sur 5 », or nothing before the first answer."""
        if not self.answered:
            return ""
        numbers = {"right": self.right, "total": self.total}
        return ngettext("%(right)s right answer of %(total)s", "%(right)s right answers of %(total)s", self.right) % (
            numbers
        )

    def question(self, uid: str) -> dict:
        return next(one for one in self.questions if one["uid"] == uid)


def read_given(questions: list[Question], posted: QueryDict) -> dict[str, dict]:
    """The answers in a form, by uid; questions left empty are not in it."""
    read = {one.uid: grading.kind(one.kind).read(one.data, posted, field_name(one)) for one in questions}
    return {uid: given for uid, given in read.items() if given is not None}


def kept_choices(questions: list[Question], given: dict[str, dict]) -> list[tuple[str, str]]:
    """Form fields that say these answers: how a redirect keeps what was chosen but not sent, as long as they fit."""
    pairs, room = [], MAX_KEPT
    for question in questions:
        if question.uid in given:
            fields = grading.kind(question.kind).write(given[question.uid], field_name(question))
            size = len(urlencode(fields)) + 1
            if size <= room:
                pairs += fields
                room -= size
    return pairs


def build(title: str, questions: list[Question], answers: dict[str, Answer], asked: QueryDict | None = None) -> Quiz:
    """The quiz with a learner's answers by uid; `asked` is the address' query after a redirect."""
    asked = asked if asked is not None else QueryDict()
    choosing = read_given(questions, asked)
    shown = [
        _show(number, question, answers.get(question.uid), choosing.get(question.uid), asked.get(EMPTY))
        for number, question in enumerate(questions, start=1)
    ]
    judged = [one for one in shown if one["verdict"]]
    return Quiz(title, shown, len(judged), sum(one["verdict"]["right"] for one in judged))


def _show(number, question: Question, answer: Answer | None, choosing: dict | None, empty: str | None) -> dict:
    kind, name = grading.kind(question.kind), field_name(question)
    current = answer is not None and answer.fingerprint == question.fingerprint
    grade = given = None
    if choosing is not None and not (current and choosing == answer.given):
        given = choosing
    elif current:
        given = answer.given
        grade = kind.grade(question.data, given)
    shown = kind.show(question.data, given, grade, name)
    for choice in shown.get("choices", []):
        choice["text"] = markdown.render_inline(choice["text"])
        choice["rich"] = "<" in choice["text"]
    return {
        "number": number,
        "uid": question.uid,
        "anchor": anchor(question.uid),
        "name": name,
        "template": kind.template,
        "text": markdown.render_inline(question.text),
        "verdict": _verdict(question, grade, answer) if grade else None,
        "changed": answer is not None and not current,
        "error": kind.ask_first if empty == question.uid else "",
        **shown,
    }


def _verdict(question: Question, grade: grading.Grade, answer: Answer) -> dict:
    return {
        "right": grade.right,
        "title": _("Almost") if 0 < grade.score < 100 else "",
        "text": markdown.render_inline(question.explanation),
        "best": answer.best_score if answer.best_score > grade.score else None,
    }
