"""Roles: what a person may do. Staff, author and moderator are groups; the other roles come from rows of other apps,
which register their rule here (a referent is whoever has a current appointment in `organisations`).
"""

from collections.abc import Callable
from enum import StrEnum

from django.core.exceptions import PermissionDenied


class Role(StrEnum):
    """Roles of product.md that this program knows. The value is also the group's name where the role is a group."""

    MANAGER = "manager"
    REFERENT = "referent"
    MODERATOR = "moderator"
    AUTHOR = "author"
    STAFF = "staff"


GROUP_ROLES = (Role.MODERATOR, Role.AUTHOR, Role.STAFF)
# These open other people's data or the public word of the host: never without a second factor.
SECOND_FACTOR_ROLES = frozenset({Role.REFERENT, Role.MODERATOR, Role.AUTHOR, Role.STAFF})

_rules: dict[Role, Callable] = {}


def register_rule(role: Role, rule: Callable) -> None:
    """`rule(person) -> bool` says whether the person holds the role now."""
    _rules[role] = rule


def roles_of(person) -> frozenset[Role]:
    """The roles that a person holds now; kept on the object for the length of a request."""
    if not person.is_authenticated:
        return frozenset()
    if not hasattr(person, "_roles"):
        groups = set(person.groups.values_list("name", flat=True))
        held = {role for role in GROUP_ROLES if role.value in groups}
        held |= {role for role, rule in _rules.items() if rule(person)}
        if person.is_superuser:
            held.add(Role.STAFF)
        person._roles = frozenset(held)
    return person._roles


def has_role(person, *roles: Role) -> bool:
    """True when the person holds at least one of the roles."""
    return bool(roles_of(person) & set(roles))


def needs_second_factor(person) -> bool:
    """True when a role of this person asks for a second factor."""
    return has_role(person, *SECOND_FACTOR_ROLES)


def require_role(person, *roles: Role) -> None:
    """Raise PermissionDenied unless the person holds one of the roles."""
    if not has_role(person, *roles):
        raise PermissionDenied
