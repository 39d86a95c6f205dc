"""Territories and referents, organisations and memberships, ways in, and what happened."""

from .history import OrganisationEvent
from .joining import Invitation, JoinRequest
from .organisations import Closure, Membership, Organisation
from .territories import Delegation, Referent, Territory

__all__ = [
    "Closure",
    "Delegation",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Organisation",
    "OrganisationEvent",
    "Referent",
    "Territory",
]
