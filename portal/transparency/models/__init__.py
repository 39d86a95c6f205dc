"""What a host publishes of itself: dated texts, yearly reports, requests of authorities, infrastructure, charter."""

from .charter import Criterion
from .notices import VersionNotice
from .published_facts import PublishedFacts
from .reports import ActivityReport, ReportFigure, ReportLine
from .requests import LegalRequest, LegalRequestYear
from .standing import StandingPage
from .surveys import Survey, SurveyKey, SurveyQuestion, SurveyTally, SurveyText
from .texts import DatedText, TextVersion

__all__ = [
    "ActivityReport",
    "Criterion",
    "DatedText",
    "LegalRequest",
    "LegalRequestYear",
    "PublishedFacts",
    "ReportFigure",
    "ReportLine",
    "StandingPage",
    "Survey",
    "SurveyKey",
    "SurveyQuestion",
    "SurveyTally",
    "SurveyText",
    "TextVersion",
    "VersionNotice",
]
