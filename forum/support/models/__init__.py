from .answers import AcceptedAnswer
from .bug_reports import Affected, BugReport, BugReportChange
from .decisions import ModerationDecision
from .ideas import IdeaDecision, IdeaVote

__all__ = [
    "AcceptedAnswer",
    "Affected",
    "BugReport",
    "BugReportChange",
    "IdeaDecision",
    "IdeaVote",
    "ModerationDecision",
]
