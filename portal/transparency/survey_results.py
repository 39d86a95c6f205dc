"""What was answered, as it may be told: by fives, nothing about fewer than five, nothing before the survey is over."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.figures.charts import bar_chart, drawn_in
from portal.figures.small_groups import AT_LEAST, by_fives, parts_by_fives, told

from .models import Survey, SurveyQuestion

UNANSWERED = ""


@dataclass(frozen=True)
class Result:
    """`rows` of (answer, how many by fives or None); empty for a question answered in words."""

    question: SurveyQuestion
    rows: list[tuple[str, int | None]]
    texts: list


def results_of(survey: Survey, *, public_only: bool) -> list[Result]:
    """Question by question; none while the survey is open, or when fewer than five answered. 3 queries."""
    if not survey.is_over or survey.answered < AT_LEAST:
        return []
    questions = survey.questions.prefetch_related("tallies", "texts")
    return [Result(one, _rows(one, survey.answered), _texts(one, public_only)) for one in questions]


def _rows(question: SurveyQuestion, answered: int) -> list[tuple[str, int | None]]:
    if question.kind == SurveyQuestion.Kind.WORDS:
        return []
    counts = dict.fromkeys(question.lines, 0) | {one.choice: one.count for one in question.tallies.all()}
    if question.kind == SurveyQuestion.Kind.ONE:
        # whoever left it out is a part of the whole too: what is left of it must not be about a few
        parts = parts_by_fives(counts | {UNANSWERED: max(answered - sum(counts.values()), 0)})
        return [(choice, parts[choice]) for choice in counts]
    return [(choice, by_fives(count)) for choice, count in counts.items()]


def _texts(question: SurveyQuestion, public_only: bool) -> list:
    return [one for one in question.texts.all() if one.is_public or not public_only]


def shown(results: list[Result]) -> list[dict]:
    """For a page: question, texts, and a table with its bars where there are numbers."""
    found = []
    for one in results:
        table = {
            "caption": one.question.text,
            "head": [{"text": pgettext("to a question", "Answer")}, {"text": _("People"), "num": True}],
            "rows": [[{"text": choice}, {"text": told(count), "num": True}] for choice, count in one.rows],
        }
        chart = bar_chart(one.question.short, [(choice, count, "") for choice, count in one.rows])
        numbers = {"table": drawn_in(table, chart)} if one.rows else {}
        found.append({"question": one.question, "texts": one.texts, **numbers})
    return found


def for_report(survey: Survey):
    """(name, label, value or None, unit, chart) for the report of the year."""
    results = results_of(survey, public_only=True)
    if results:
        yield "survey_answers", _("Answers to the survey"), by_fives(survey.answered), "", ""
    for result in results:
        for choice, count in result.rows:
            yield _name(result.question, choice), choice, count, "", result.question.short


def _name(question: SurveyQuestion, choice: str) -> str:
    """The same from year to year for as long as both are worded alike, and only then."""
    words = " ".join(f"{question.text}|{choice}".casefold().split())
    return f"survey_{hashlib.sha256(words.encode()).hexdigest()[:12]}"
