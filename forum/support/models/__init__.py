from .bug_reports import Affected, BugReport, BugReportChange
from .decisions import ModerationDecision

__all__ = ["Affected", "BugReport", "BugReportChange", "ModerationDecision"]
