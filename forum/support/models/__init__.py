from .attachments import Attachment
from .bug_reports import Affected, BugReport, BugReportChange
from .decisions import ModerationDecision
from .drafts import Draft
from .incident_ties import IncidentTie, Verdict

__all__ = [
    "Affected", "Attachment", "BugReport", "BugReportChange", "Draft", "IncidentTie", "ModerationDecision", "Verdict",
]  # fmt: skip
