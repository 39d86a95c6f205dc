"""What learners stumble on as tables and charts: one table a page, for the screen and for its CSV file."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core import markdown
from portal.figures.charts import numbered_chart
from portal.figures.small_groups import told

from .stumbling import LessonFigures, Period, QuestionFigures

NOTHING = "—"


def of_lessons(figures: list[LessonFigures], during: Period) -> dict:
    """The lessons of a course: `table` for components/table.html, `charts`."""
    opens, done = _("Times opened"), _("People who finished it")
    rows = [
        [
            {"text": f"{one.number}. {one.title}", "url": f"{address(one.pk)}?periode={during.name}"},
            {"text": told(one.opens), "num": True},
            {"text": told(one.done), "num": True},
        ]
        for one in figures
    ]
    caption = _("Lessons, %(period)s") % {"period": during.label}
    head = [{"text": _("Lesson")}, {"text": opens, "num": True}, {"text": done, "num": True}]
    charts = [
        numbered_chart(opens, [(one.title, one.opens, told(one.opens)) for one in figures]),
        numbered_chart(done, [(one.title, one.done, told(one.done)) for one in figures]),
    ]
    return {"table": {"caption": caption, "head": head, "rows": rows}, "charts": charts}


def of_questions(figures: list[QuestionFigures], during: Period) -> dict:
    """The questions of a lesson, in the same form."""
    right = _("Right at the first try")
    rows = [
        [
            {"text": f"{one.number}. {_plain(one.text)}"},
            {"text": told(one.people), "num": True},
            {"text": one.right.words if one.right else NOTHING, "num": True},
            {"text": _wrong(one)},
        ]
        for one in figures
    ]
    head = [
        {"text": _("Question")},
        {"text": _("People who answered"), "num": True},
        {"text": right, "num": True},
        {"text": _("Wrong first answer given most often")},
    ]
    caption = _("Questions, %(period)s") % {"period": during.label}
    bars = [(one.text, one.right.value if one.right else None, one.right.words if one.right else "") for one in figures]
    return {
        "table": {"caption": caption, "head": head, "rows": rows},
        "charts": [numbered_chart(right, bars, most=100)],
    }


def _plain(text: str) -> str:
    return " ".join(markdown.plain_text(text).split())


def _wrong(one: QuestionFigures) -> str:
    if not one.wrong:
        return NOTHING
    return _("“%(answer)s” (%(people)s people)") % {"answer": _plain(one.wrong), "people": told(one.wrong_people)}


def address(lesson: int) -> str:
    return reverse("stumbling_lesson", args=[lesson])


def lines(table: dict) -> list[list[str]]:
    """The same cells, line by line."""
    return [[cell["text"] for cell in row] for row in (table["head"], *table["rows"])]
