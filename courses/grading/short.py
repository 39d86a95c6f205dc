"""Answers in a few typed words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import notation
from .checks import only
from .kinds import DataError, Grade, QuestionKind, known
from .words import MAX_TYPED, key, typed


def check_answers(answers, *at) -> None:
    """Answers in words, right ones and known wrong ones; DataError at the place below `at` that is wrong."""
    if not isinstance(answers, list) or not answers:
        raise DataError(_("at least one right answer is needed"), *at)
    seen = set()
    for index, answer in enumerate(answers):
        if not isinstance(answer, dict):
            raise DataError(_("an answer needs its text"), *at, index)
        only(answer, "text", "right", "feedback", at=(*at, index))
        for name in ("text", "feedback"):
            if not isinstance(answer.get(name, ""), str):
                raise DataError(_("“%(name)s” is missing or is not text") % {"name": name}, *at, index, name)
        text = answer.get("text", "")
        if not key(text):
            raise DataError(_("“%(name)s” is missing or is not text") % {"name": "text"}, *at, index, "text")
        if len(text) > MAX_TYPED:
            message = _("an answer to type has at most %(most)s characters") % {"most": MAX_TYPED}
            raise DataError(message, *at, index, "text")
        if key(text) in seen:
            message = _("“%(text)s” is there twice: case, accents and spaces make no difference") % {"text": text}
            raise DataError(message, *at, index, "text")
        seen.add(key(text))
        if not isinstance(answer.get("right"), bool):
            raise DataError(_("“right” must be true or false"), *at, index, "right")
    if not any(answer["right"] for answer in answers):
        raise DataError(_("no answer is right"), *at)


def found(answers: list[dict], text: str) -> dict | None:
    """The answer that these words are, right or known to be wrong."""
    return next((answer for answer in answers if key(answer["text"]) == key(text)), None)


def is_right(answers: list[dict], text: str) -> bool:
    answer = found(answers, text)
    return answer is not None and answer["right"]


def said(answers: list[dict], text: str, mark: str) -> dict:
    """What is said of these words once they have this mark: the right answer where it was missed, and why."""
    answer = found(answers, text) if mark else None
    right = next(one["text"] for one in answers if one["right"])
    return {
        "mark": mark,
        "answer": right if mark == "wrong" else "",
        "feedback": answer.get("feedback", "") if answer else "",
    }


def right_keys(answers: list[dict]) -> list[str]:
    return sorted(key(answer["text"]) for answer in answers if answer["right"])


@known
class Short(QuestionKind):
    """Type a few words; right when they are one of the right answers (`words.key`)."""

    name = "short"
    label = gettext_lazy("Short answer")
    template = "courses/kinds/short.html"
    typed = True
    ask_first = gettext_lazy("Write an answer first.")

    def check(self, data):
        only(data, "answers")
        check_answers(data.get("answers"), "answers")

    def read(self, data, posted, name):
        text = typed(posted.get(name, ""))
        return {"text": text} if text else None

    def write(self, given, name):
        return [(name, given["text"])]

    def grade(self, data, given):
        right = is_right(data["answers"], given["text"])
        return Grade(100 if right else 0, {"text": "right" if right else "wrong"})

    def show(self, data, given, grade, name):
        text = given["text"] if given else ""
        field = {"id": f"{name}-text", "name": name, "value": text, "most": MAX_TYPED}
        hint = _("A few words; capitals and accents make no difference.")
        return {"hint": hint, "typed": field | said(data["answers"], text, grade.marks["text"] if grade else "")}

    def in_words(self, data, given):
        return given["text"]

    def essence(self, data):
        return right_keys(data["answers"])

    def parse(self, text, before):
        return {"answers": notation.parse_answers(text)}

    def lines(self, data):
        return notation.write_choices(data.get("answers", []))
