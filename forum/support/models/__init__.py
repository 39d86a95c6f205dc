from .answers import AcceptedAnswer
from .bug_reports import Affected, BugReport, BugReportChange
from .decisions import ModerationDecision
from .sheet_drafts import SheetDraft
from .guests import GuestQuestion
from .ideas import IdeaDecision, IdeaVote

__all__ = [
    "AcceptedAnswer",
    "Affected",
    "BugReport",
    "BugReportChange",
    "GuestQuestion",
    "IdeaDecision",
    "IdeaVote",
    "ModerationDecision",
    "SheetDraft",
]
