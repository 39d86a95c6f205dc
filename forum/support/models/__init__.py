from .attachments import Attachment
from .bug_reports import Affected, BugReport, BugReportChange
from .canned_answers import CannedAnswer
from .content_reports import Appeal, AppealOutcome, ContentReport, ReporterAddress, ReportOutcome
from .decisions import ModerationDecision, Rule
from .drafts import Draft
from .holding import HoldingRule
from .incident_ties import IncidentTie, Verdict
from .internal_notes import InternalNote
from .moved import MergedTopic, MovedMessage
from .tags import Tag

__all__ = [
    "Affected",
    "Appeal",
    "AppealOutcome",
    "Attachment",
    "BugReport",
    "BugReportChange",
    "CannedAnswer",
    "ContentReport",
    "Draft",
    "HoldingRule",
    "IncidentTie",
    "InternalNote",
    "MergedTopic",
    "ModerationDecision",
    "MovedMessage",
    "ReportOutcome",
    "ReporterAddress",
    "Rule",
    "Tag",
    "Verdict",
]
