"""Questions answered by choosing among texts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import notation
from .checks import items
from .kinds import DataError, Grade, QuestionKind, known


class _Choices(QuestionKind):
    """Questions answered by choosing among texts."""

    template = "courses/kinds/choices.html"
    many = False

    def check(self, data):
        choices = items(data, "choices", ("text",), ("right",))
        for index, choice in enumerate(choices):
            if not isinstance(choice.get("right"), bool):
                raise DataError(_("“right” must be true or false"), "choices", index, "right")
        rights = sum(choice["right"] for choice in choices)
        if rights == 0:
            raise DataError(_("no answer is right"), "choices")
        if rights > 1 and not self.many:
            raise DataError(_("only one answer may be right"), "choices")

    def read(self, data, posted, name):
        chosen = set(posted.getlist(name))
        ids = [choice["id"] for choice in data["choices"] if choice["id"] in chosen]
        return {"choices": ids if self.many else ids[:1]} if ids else None

    def write(self, given, name):
        return [(name, identity) for identity in given["choices"]]

    def grade(self, data, given):
        chosen = set(given["choices"])
        marks = {choice["id"]: self._mark(choice["right"], choice["id"] in chosen) for choice in data["choices"]}
        hits, misses = list(marks.values()).count("right"), list(marks.values()).count("wrong")
        rights = sum(choice["right"] for choice in data["choices"])
        return Grade(max(0, hits - misses) * 100 // rights, marks)

    @staticmethod
    def _mark(right: bool, chosen: bool) -> str:
        if chosen:
            return "right" if right else "wrong"
        return "missed" if right else ""

    def show(self, data, given, grade, name):
        chosen = given["choices"] if given else []
        return {
            "many": self.many,
            "choices": [
                {
                    "value": choice["id"],
                    "text": choice["text"],
                    "chosen": choice["id"] in chosen,
                    "mark": grade.marks.get(choice["id"], "") if grade else "",
                    "feedback": choice.get("feedback", "") if grade else "",
                }
                for choice in data["choices"]
            ],
        }

    def in_words(self, data, given):
        texts = {choice["id"]: choice["text"] for choice in data["choices"]}
        return " + ".join(texts[one] for one in given["choices"] if one in texts)

    def essence(self, data):
        return sorted((choice["id"], choice["right"]) for choice in data["choices"])

    def parse(self, text, before):
        return {"choices": notation.parse_choices(text, before.get("choices", []))}

    def lines(self, data):
        return notation.write_choices(data.get("choices", []))


@known
class Single(_Choices):
    name = "single"
    label = gettext_lazy("One right answer")


@known
class Multiple(_Choices):
    """Each wrong choice takes back what a right one gave; never below nothing."""

    name = "multiple"
    label = gettext_lazy("Several right answers")
    many = True


@known
class TrueOrFalse(_Choices):
    name = "truefalse"
    label = gettext_lazy("True or false")

    def check(self, data):
        super().check(data)
        if len(data["choices"]) != 2:
            raise DataError(_("true or false has exactly two answers"), "choices")
