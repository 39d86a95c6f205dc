"""The finished survey of the demonstration, invented."""

import yaml

from . import report_actions, survey_results
from .content_loader import CONTENT
from .models import ActivityReport, Survey, SurveyQuestion, SurveyTally, SurveyText


def load() -> int:
    """1 when it was added. Told, and before the reports are: `put_into` gives them its results."""
    source = yaml.safe_load((CONTENT / "survey.yaml").read_text(encoding="utf-8"))
    survey, created = Survey.objects.get_or_create(
        year=source["year"],
        defaults={
            "title": source["title"],
            "introduction": source["introduction"].strip(),
            "opens_on": source["opens"],
            "closes_on": source["closes"],
            "invited": source["invited"],
            "answered": source["answered"],
        },
    )
    if created:
        for place, row in enumerate(source["questions"]):
            _question(survey, place, row)
        Survey.objects.filter(pk=survey.pk).update(told_on=source["told"])
    return int(created)


def _question(survey: Survey, place: int, row: dict) -> None:
    answers = row.get("answers", {})
    kind = row.get("kind", SurveyQuestion.Kind.ONE if answers else SurveyQuestion.Kind.WORDS)
    question = SurveyQuestion.objects.create(
        survey=survey, text=row["text"], short=row["short"], kind=kind, choices="\n".join(answers), position=place
    )
    SurveyTally.objects.bulk_create(
        SurveyTally(question=question, choice=choice, count=count) for choice, count in answers.items()
    )
    for is_public, name in ((True, "public"), (False, "unpublished")):
        SurveyText.objects.bulk_create(
            SurveyText(question=question, text=text, is_public=is_public) for text in row.get(name, ())
        )


def put_into(report: ActivityReport) -> None:
    """The results of the year of a draft, as staff put them there."""
    survey = Survey.objects.told().filter(year=report.year).first()
    if survey:
        report_actions.put_figures(report=report, rows=list(survey_results.for_report(survey)), prefixes=("survey_",))
