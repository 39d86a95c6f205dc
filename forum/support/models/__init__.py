from .attachments import Attachment
from .bug_reports import Affected, BugReport, BugReportChange
from .decisions import ModerationDecision
from .drafts import Draft
from .incident_ties import IncidentTie, Verdict
from .tags import Tag

__all__ = [
    "Affected", "Attachment", "BugReport", "BugReportChange", "Draft", "IncidentTie", "ModerationDecision", "Tag",
    "Verdict",
]  # fmt: skip
