from .bug_reports import Affected, BugReport, BugReportChange
from .canned_answers import CannedAnswer
from .content_reports import Appeal, AppealOutcome, ContentReport, ReporterAddress, ReportOutcome
from .decisions import ModerationDecision, Rule
from .holding import HoldingRule
from .internal_notes import InternalNote
from .moved import MergedTopic, MovedMessage

__all__ = [
    "Affected",
    "Appeal",
    "AppealOutcome",
    "BugReport",
    "BugReportChange",
    "CannedAnswer",
    "ContentReport",
    "HoldingRule",
    "InternalNote",
    "MergedTopic",
    "ModerationDecision",
    "MovedMessage",
    "ReportOutcome",
    "ReporterAddress",
    "Rule",
]
