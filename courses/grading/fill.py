"""A text with gaps."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import notation
from .checks import only
from .kinds import DataError, Grade, QuestionKind, known
from .order import scattered
from .short import check_answers, is_right, right_keys, said
from .words import MAX_TYPED, key, typed

_GAP = re.compile(r"\{\{(\d{1,2})\}\}")


@known
class Fill(QuestionKind):
    """Fill the gaps of a text, each typed or chosen from a list. The score is the share of right gaps."""

    name = "fill"
    label = gettext_lazy("Fill in the gaps")
    template = "courses/kinds/fill.html"
    typed = True
    ask_first = gettext_lazy("Fill in a gap first.")

    def check(self, data):
        only(data, "passage", "gaps")
        passage, gaps = data.get("passage"), data.get("gaps")
        if not isinstance(passage, str) or not passage.strip():
            raise DataError(_("“%(name)s” is missing or is not text") % {"name": "passage"}, "passage")
        if not isinstance(gaps, list) or not gaps:
            raise DataError(_("at least one gap is needed"), "gaps")
        if _GAP.findall(passage) != [str(number) for number in range(1, len(gaps) + 1)]:
            raise DataError(_("the text must have its gaps {{1}}, {{2}}… once each and in this order, as many as are "
                              "described"), "passage")  # fmt: skip
        if "{{" in _GAP.sub("", passage) or "}}" in _GAP.sub("", passage):
            raise DataError(_("a gap is written {{1}}, without spaces"), "passage")
        for index, gap in enumerate(gaps):
            self._check_gap(gap, index)

    @staticmethod
    def _check_gap(gap, index: int) -> None:
        if not isinstance(gap, dict):
            raise DataError(_("a gap needs its answers"), "gaps", index)
        only(gap, "label", "choose", "answers", at=("gaps", index))
        if not isinstance(gap.get("label", ""), str):
            raise DataError(_("“%(name)s” is missing or is not text") % {"name": "label"}, "gaps", index, "label")
        if not isinstance(gap.get("choose", False), bool):
            raise DataError(_("“choose” must be true or false"), "gaps", index, "choose")
        try:
            check_answers(gap.get("answers"), "gaps", index, "answers")
        except DataError as error:
            message = _("gap %(number)s: %(error)s") % {"number": index + 1, "error": error}
            raise DataError(message, *error.at) from error
        if gap.get("choose") and all(answer["right"] for answer in gap["answers"]):
            message = _("gap %(number)s: a list to choose from needs a wrong answer too") % {"number": index + 1}
            raise DataError(message, "gaps", index, "answers")

    def read(self, data, posted, name):
        given = {}
        for number, gap in enumerate(data["gaps"], start=1):
            text = typed(posted.get(f"{name}.{number}", ""))
            if text and (not gap.get("choose") or text in _options(gap)):
                given[str(number)] = text
        return {"gaps": given} if given else None

    def write(self, given, name):
        return [(f"{name}.{number}", text) for number, text in given["gaps"].items()]

    def grade(self, data, given):
        marks = {
            str(number): "right" if is_right(gap["answers"], given["gaps"].get(str(number), "")) else "wrong"
            for number, gap in enumerate(data["gaps"], start=1)
        }
        return Grade(list(marks.values()).count("right") * 100 // len(marks), marks)

    def show(self, data, given, grade, name):
        """`passage` are pieces: the text before a gap, and the gap; the last piece has none."""
        texts, filled = _GAP.split(data["passage"])[::2], given["gaps"] if given else {}
        gaps = [
            _shown(gap, number, filled.get(str(number), ""), grade.marks[str(number)] if grade else "", name)
            for number, gap in enumerate(data["gaps"], start=1)
        ]
        pieces = [{"text": text, "gap": gap} for text, gap in zip(texts, [*gaps, None], strict=True)]
        hint = ngettext("One gap to fill.", "%(count)s gaps to fill.", len(gaps)) % {"count": len(gaps)}
        return {"hint": hint, "passage": pieces, "gaps": gaps, "most": MAX_TYPED}

    def essence(self, data):
        return [[right_keys(gap["answers"]), gap.get("choose", False)] for gap in data["gaps"]]

    def complete(self, data):
        return {
            "passage": data["passage"],
            "gaps": [{"label": "", "choose": False, **gap, **super(Fill, self).complete({"answers": gap["answers"]})}
                     for gap in data["gaps"]],
        }  # fmt: skip

    def parse(self, text, before):
        return notation.parse_passage(text)

    def lines(self, data):
        return notation.write_passage(data)


def _options(gap: dict) -> list[str]:
    """What a gap's list offers, in an order that tells nothing; nothing for a gap to type in."""
    texts = [typed(answer["text"]) for answer in gap["answers"]] if gap.get("choose") else []
    return scattered({text: text for text in texts})


def _shown(gap: dict, number: int, text: str, mark: str, name: str) -> dict:
    return {
        "number": number,
        "id": f"{name}-{number}",
        "name": f"{name}.{number}",
        "label": gap.get("label") or _("word to find"),
        "value": text,
        "options": [{"text": option, "chosen": key(option) == key(text)} for option in _options(gap)],
        **said(gap["answers"], text, mark),
    }
