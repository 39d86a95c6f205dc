from .bug_reports import Affected, BugReport, BugReportChange
from .decisions import ModerationDecision
from .tags import Tag

__all__ = ["Affected", "BugReport", "BugReportChange", "ModerationDecision", "Tag"]
