"""What the files of the shipped course say: its lessons in order, and the right answer to each question."""

from pathlib import Path

import yaml

from .test_every_public_page import COURSE

CONTENT = Path(__file__).parents[2] / "courses" / "content"
# A field's name and its value, as the form of a lesson sends them.
Field = tuple[str, str]


def loaded(path: Path) -> dict:
    return yaml.safe_load(path.read_text())


def lessons(course: str = COURSE) -> dict[str, list[dict]]:
    """The questions of each lesson by its address, in the order of the course."""
    folder = CONTENT / course.strip("/").rpartition("/")[2]
    return {
        f"{course}{sequence}/{lesson}/": loaded(folder / sequence / lesson / "quiz.yaml")["questions"]
        for sequence in loaded(folder / "course.yaml")["sequences"]
        for lesson in loaded(folder / sequence / "sequence.yaml")["lessons"]
    }


def right_fields(question: dict) -> list[Field]:
    """The fields of a question that is answered without a mistake."""
    name = f"q.{question['id']}"
    fields = [(name, one["id"]) for one in question.get("choices", []) if one["right"]]
    first = {one["right"]: one["id"] for one in reversed(question.get("pairs", []))}
    fields += [(f"{name}.{one['id']}", first[one["right"]]) for one in question.get("pairs", [])]
    fields += [(f"{name}.{one['id']}", str(rank)) for rank, one in enumerate(question.get("items", []), start=1)]
    fields += [(name, _right_text(question))] if "answers" in question else []
    fields += [(f"{name}.{rank}", _right_text(gap)) for rank, gap in enumerate(question.get("gaps", []), start=1)]
    return fields


def _right_text(question: dict) -> str:
    return next(one["text"] for one in question["answers"] if one["right"])
