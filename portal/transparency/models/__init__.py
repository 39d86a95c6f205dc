"""What a host publishes of itself: dated texts, yearly reports, requests of authorities, infrastructure, charter."""

from .charter import CharterEdition, Criterion, CriterionReview
from .machines import Machine, PackageList
from .notices import VersionNotice
from .published_facts import PublishedFacts
from .reports import ActivityReport, ReportFigure, ReportLine
from .requests import LegalRequest, LegalRequestYear
from .standing import StandingPage
from .surveys import Survey, SurveyKey, SurveyQuestion, SurveyTally, SurveyText
from .team import Partner, TeamMember
from .texts import DatedText, TextVersion

__all__ = [
    "ActivityReport",
    "CharterEdition",
    "Criterion",
    "CriterionReview",
    "DatedText",
    "LegalRequest",
    "LegalRequestYear",
    "PublishedFacts",
    "Machine",
    "PackageList",
    "Partner",
    "ReportFigure",
    "ReportLine",
    "StandingPage",
    "Survey",
    "SurveyKey",
    "SurveyQuestion",
    "SurveyTally",
    "SurveyText",
    "TeamMember",
    "TextVersion",
    "VersionNotice",
]
