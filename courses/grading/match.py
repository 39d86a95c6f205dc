"""Lines and their answers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import notation
from .checks import items
from .kinds import DataError, Grade, QuestionKind, known
from .order import mixed


@known
class Match(QuestionKind):
    """Give each line its answer; the same answer may serve two lines. The score is the share of right lines."""

    name = "match"
    label = gettext_lazy("Match the lines")
    template = "courses/kinds/match.html"

    def check(self, data):
        pairs = items(data, "pairs", ("left", "right"))
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
        return {key: options[key] for key in mixed(options)}

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
