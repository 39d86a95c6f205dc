"""Kinds of questions: what their data must hold, how an answer is read and graded, how both are shown.

One class a kind, behind `QuestionKind`; a new kind is one class here (with `@known`) and one template. Shapes:

    choices (single, multiple, truefalse)   data  {"choices": [{"id", "text", "right", "feedback"}]}
                                            given {"choices": ["a", "c"]}
    match                                   data  {"pairs": [{"id", "left", "right", "feedback"}]}
                                            given {"pairs": {"p1": "p3"}}, a pair's id to that of the answer chosen
"""

import hashlib
import json
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import notation

_ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")


class DataError(ValueError):
    """A question's data are wrong; `at` is the path to the place, such as ("choices", 2, "text")."""

    def __init__(self, message: str, *at):
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Grade:
    """`score` in percent; `marks` says of each choice or pair: "right", "wrong", "missed" or ""."""

    score: int
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        return self.score == 100


class QuestionKind:
    """What every kind can do. Instances hold nothing."""

    name: str
    label: str
    template: str

    def check(self, data: dict) -> None:
        """Raise DataError unless these data can be asked and graded."""
        raise NotImplementedError

    def read(self, data: dict, posted, name: str) -> dict | None:
        """The answer in a posted form (a QueryDict) under this field name; None when nothing was answered."""
        raise NotImplementedError

    def write(self, given: dict, name: str) -> list[tuple[str, str]]:
        """The inverse of `read`: the form's fields that say this answer."""
        raise NotImplementedError

    def grade(self, data: dict, given: dict) -> Grade:
        """What an answer is worth."""
        raise NotImplementedError

    def show(self, data: dict, given: dict | None, grade: Grade | None, name: str) -> dict:
        """What the template needs: the choices or pairs, with what was given and, once graded, its marks."""
        raise NotImplementedError

    def essence(self, data: dict) -> object:
        """What decides right and wrong; wording left out."""
        raise NotImplementedError

    def parse(self, text: str, before: dict) -> dict:
        """Data from the lines an author types in /cms/; `before` keeps the ids of what is still there."""
        raise NotImplementedError

    def lines(self, data: dict) -> str:
        """The lines an author sees, the inverse of `parse`."""
        raise NotImplementedError


_kinds: dict[str, QuestionKind] = {}


def known(cls: type[QuestionKind]) -> type[QuestionKind]:
    """Class decorator: make a kind known to importer, pages and /cms/."""
    _kinds[cls.name] = cls()
    return cls


def kind(name: str) -> QuestionKind:
    """The kind of this name; DataError for one that is not known."""
    if name not in _kinds:
        raise DataError(_("unknown kind “%(kind)s”; known: %(known)s") % {"kind": name, "known": ", ".join(_kinds)})
    return _kinds[name]


def labels() -> list[tuple[str, str]]:
    """Choices of the field `kind`; a callable, so that a new kind needs no migration."""
    return [(one.name, one.label) for one in _kinds.values()]


def fingerprint(name: str, data: dict) -> str:
    """Sixteen hex digits that change when what is right changes."""
    essence = json.dumps([name, kind(name).essence(data)], sort_keys=True)
    return hashlib.sha256(essence.encode()).hexdigest()[:16]


def _only(values: dict, *known_keys: str, at: tuple = ()) -> None:
    """DataError for a key that no kind reads: a misspelt one must not be lost in silence."""
    for name in values:
        if name not in known_keys:
            message = _("unknown key “%(name)s”; known: %(known)s") % {"name": name, "known": ", ".join(known_keys)}
            raise DataError(message, *at, name)


def _items(data: dict, key: str, texts: tuple[str, ...], others: tuple[str, ...] = ()) -> list[dict]:
    """The list under `key`, two at least, each with an id of its own and these texts; DataError otherwise."""
    _only(data, key)
    items = data.get(key)
    if not isinstance(items, list) or len(items) < 2:
        raise DataError(_("at least two answers are needed"), key)
    seen = set()
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise DataError(_("an answer needs an id and its texts"), key, index)
        _only(item, "id", *texts, *others, "feedback", at=(key, index))
        identity = item.get("id")
        if not isinstance(identity, str) or not _ID.match(identity):
            raise DataError(_("an id is made of small letters, digits and hyphens"), key, index, "id")
        if identity in seen:
            raise DataError(_("the id “%(id)s” is there twice") % {"id": identity}, key, index, "id")
        seen.add(identity)
        for name in texts:
            if not isinstance(item.get(name), str) or not item[name].strip():
                raise DataError(_("“%(name)s” is missing or is not text") % {"name": name}, key, index, name)
        if not isinstance(item.get("feedback", ""), str):
            raise DataError(_("“%(name)s” is missing or is not text") % {"name": "feedback"}, key, index, "feedback")
    return items


class _Choices(QuestionKind):
    """Questions answered by choosing among texts."""

    template = "courses/kinds/choices.html"
    many = False

    def check(self, data):
        choices = _items(data, "choices", ("text",), ("right",))
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


@known
class Match(QuestionKind):
    """Give each line its answer; the same answer may serve two lines. The score is the share of right lines."""

    name = "match"
    label = gettext_lazy("Match the lines")
    template = "courses/kinds/match.html"

    def check(self, data):
        pairs = _items(data, "pairs", ("left", "right"))
        if len({pair["right"] for pair in pairs}) < 2:
            raise DataError(_("at least two different answers are needed"), "pairs")
        if len({pair["left"] for pair in pairs}) < len(pairs):
            raise DataError(_("the same line is there twice"), "pairs")

    @staticmethod
    def _options(data) -> dict[str, str]:
        """Each different answer under the id of the first pair that has it, in an order that tells nothing."""
        options: dict[str, str] = {}
        for pair in data["pairs"]:
            if pair["right"] not in options.values():
                options[pair["id"]] = pair["right"]
        mixed = sorted(options, key=lambda key: hashlib.sha256(options[key].encode()).digest())
        if mixed == list(options):
            mixed = [*mixed[1:], mixed[0]]
        return {key: options[key] for key in mixed}

    def read(self, data, posted, name):
        options = self._options(data)
        given = {pair["id"]: posted.get(f"{name}.{pair['id']}", "") for pair in data["pairs"]}
        given = {line: option for line, option in given.items() if option in options}
        return {"pairs": given} if given else None

    def write(self, given, name):
        return [(f"{name}.{line}", option) for line, option in given["pairs"].items()]

    def grade(self, data, given):
        options = self._options(data)
        marks = {
            pair["id"]: "right" if options.get(given["pairs"].get(pair["id"], "")) == pair["right"] else "wrong"
            for pair in data["pairs"]
        }
        return Grade(list(marks.values()).count("right") * 100 // len(marks), marks)

    def show(self, data, given, grade, name):
        chosen = given["pairs"] if given else {}
        return {
            "options": [{"value": key, "text": text} for key, text in self._options(data).items()],
            "pairs": [
                {
                    "id": f"{name}-{pair['id']}",
                    "name": f"{name}.{pair['id']}",
                    "text": pair["left"],
                    "chosen": chosen.get(pair["id"], ""),
                    "mark": grade.marks[pair["id"]] if grade else "",
                    "answer": pair["right"] if grade and not grade.right else "",
                    "feedback": pair.get("feedback", "") if grade else "",
                }
                for pair in data["pairs"]
            ],
        }

    def essence(self, data):
        first = {text: key for key, text in self._options(data).items()}
        return sorted((pair["id"], first[pair["right"]]) for pair in data["pairs"])

    def parse(self, text, before):
        return {"pairs": notation.parse_pairs(text, before.get("pairs", []))}

    def lines(self, data):
        return notation.write_pairs(data.get("pairs", []))
