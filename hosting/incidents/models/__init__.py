"""What went wrong, when, and what was done: the public record."""

from .choices import Kind, ServiceState, Severity, UpdateState
from .incident import Incident, IncidentService
from .update import IncidentUpdate

__all__ = ["Incident", "IncidentService", "IncidentUpdate", "Kind", "ServiceState", "Severity", "UpdateState"]
