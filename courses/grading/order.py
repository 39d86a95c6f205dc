"""Items to put in order."""

import hashlib
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import notation
from .checks import items
from .kinds import DataError, Grade, QuestionKind, known

MIN_ITEMS = 3  # the other way round would tell the answer of two


def scattered(texts: dict[str, str]) -> list[str]:
    """The keys in an order that tells nothing, always the same for the same texts."""
    return sorted(texts, key=lambda one: hashlib.sha256(texts[one].encode()).digest())


def mixed(texts: dict[str, str]) -> list[str]:
    """The keys scattered, and never in the order given."""
    keys = scattered(texts)
    return [*keys[1:], keys[0]] if keys == list(texts) else keys


@known
class Order(QuestionKind):
    """Give each item its rank. Of every two items, one point when they stand in the right order, one taken back the
    other way round, nothing when a rank is missing or there twice; never below nothing. So neighbours swapped cost
    little, and everything shifted by one costs less than everything turned round. Marks tell the exact place."""

    name = "order"
    label = gettext_lazy("Put in order")
    template = "courses/kinds/order.html"
    ask_first = gettext_lazy("Give a place first.")

    def check(self, data):
        found = items(data, "items", ("text",), at_least=MIN_ITEMS)
        if len({item["text"] for item in found}) < len(found):
            raise DataError(_("the same line is there twice"), "items")

    def read(self, data, posted, name):
        known_ranks = {str(rank): rank for rank in range(1, len(data["items"]) + 1)}
        given = {item["id"]: known_ranks.get(posted.get(f"{name}.{item['id']}", "").strip()) for item in data["items"]}
        given = {identity: rank for identity, rank in given.items() if rank}
        return {"ranks": given} if given else None

    def write(self, given, name):
        return [(f"{name}.{identity}", str(rank)) for identity, rank in given["ranks"].items()]

    def grade(self, data, given):
        ranks = [given["ranks"].get(item["id"]) for item in data["items"]]
        pairs = list(combinations(ranks, 2))
        ordered = [first < second for first, second in pairs if first and second and first != second]
        points = ordered.count(True) - ordered.count(False)
        marks = {
            item["id"]: "right" if rank == place else "wrong"
            for place, (item, rank) in enumerate(zip(data["items"], ranks, strict=True), start=1)
        }
        return Grade(max(0, points) * 100 // len(pairs), marks)

    def show(self, data, given, grade, name):
        """As lines to match with a number, in an order that tells nothing. Typed, since a list of places for every item
        would make a page heavy."""
        ranks = given["ranks"] if given else {}
        places = {item["id"]: str(place) for place, item in enumerate(data["items"], start=1)}
        found = {item["id"]: item for item in data["items"]}
        return {
            "hint": _("A number for each line, from 1 (first) to %(last)s (last).") % {"last": len(found)},
            "options": [],
            "pairs": [
                {
                    "id": f"{name}-{identity}",
                    "name": f"{name}.{identity}",
                    "text": found[identity]["text"],
                    "chosen": str(ranks.get(identity, "")),
                    "mark": grade.marks[identity] if grade else "",
                    "answer": places[identity] if grade and not grade.right else "",
                    "feedback": found[identity].get("feedback", "") if grade else "",
                }
                for identity in mixed({item["id"]: item["text"] for item in data["items"]})
            ],
        }

    def essence(self, data):
        return [item["id"] for item in data["items"]]

    def parse(self, text, before):
        return {"items": notation.parse_items(text, before.get("items", []))}

    def lines(self, data):
        return notation.write_items(data.get("items", []))
