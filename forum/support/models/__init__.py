from .answers import AcceptedAnswer
from .attachments import Attachment
from .bug_reports import Affected, BugReport, BugReportChange
from .canned_answers import CannedAnswer
from .content_reports import Appeal, AppealOutcome, ContentReport, ReporterAddress, ReportOutcome
from .decisions import ModerationDecision, Rule
from .drafts import Draft
from .guests import GuestQuestion
from .holding import HoldingRule
from .ideas import IdeaDecision, IdeaVote
from .incident_ties import IncidentTie, Verdict
from .internal_notes import InternalNote
from .moved import MergedTopic, MovedMessage
from .sheet_drafts import SheetDraft
from .tags import Tag

__all__ = [
    "AcceptedAnswer",
    "Affected",
    "Appeal",
    "AppealOutcome",
    "Attachment",
    "BugReport",
    "BugReportChange",
    "CannedAnswer",
    "ContentReport",
    "Draft",
    "GuestQuestion",
    "HoldingRule",
    "IdeaDecision",
    "IdeaVote",
    "IncidentTie",
    "InternalNote",
    "MergedTopic",
    "ModerationDecision",
    "MovedMessage",
    "ReportOutcome",
    "ReporterAddress",
    "Rule",
    "SheetDraft",
    "Tag",
    "Verdict",
]
