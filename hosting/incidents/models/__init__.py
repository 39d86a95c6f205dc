"""What went wrong, when, and what was done: the public record."""

from .check import ServiceCheck
from .choices import (
    ENDS,
    INCIDENT_STATES,
    MAINTENANCE_STATES,
    BreachDecision,
    Kind,
    Phase,
    ServiceState,
    Severity,
    UpdateState,
)
from .incident import BREACH_DELAY, Incident
from .subscriber import Broadcast, Subscriber
from .touched import ComponentState, IncidentService, StateChange
from .update import IncidentUpdate

__all__ = [
    "BREACH_DELAY",
    "ENDS",
    "INCIDENT_STATES",
    "MAINTENANCE_STATES",
    "BreachDecision",
    "Broadcast",
    "ComponentState",
    "Incident",
    "IncidentService",
    "IncidentUpdate",
    "Kind",
    "Phase",
    "ServiceCheck",
    "ServiceState",
    "Severity",
    "StateChange",
    "Subscriber",
    "UpdateState",
]
