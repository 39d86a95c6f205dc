"""What every kind of question can do, and the kinds that are known."""

import hashlib
import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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
    # Whether an answer may hold words of the learner's own.
    typed = False
    # Said to those who check a question that they left empty.
    ask_first = gettext_lazy("Choose an answer first.")

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
        """What the template needs (components/question.html): what can be answered, what was given and, once graded,
        the marks."""
        raise NotImplementedError

    def in_words(self, data: dict, given: dict) -> str:
        """An answer as one line for an author; empty where one line cannot say it."""
        return ""

    def essence(self, data: dict) -> object:
        """What decides right and wrong; wording left out."""
        raise NotImplementedError

    def complete(self, data: dict) -> dict:
        """Checked data with every optional key, as `parse` writes them: from files or from /cms/, they are the same."""
        return {key: [{"feedback": "", **item} for item in values] for key, values in data.items()}

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
