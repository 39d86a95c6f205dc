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
    """The roles that a person holds now."""
    return frozenset(role for role in Role if has_role(person, role))


def has_role(person, *roles: Role) -> bool:
    """True when the person holds at least one of the roles. Answers are kept on the object, for a request's length;
    a rule is asked only about the roles that are asked for."""
    return person.is_authenticated and any(_holds(person, role) for role in roles)


def _holds(person, role: Role) -> bool:
    known = person.__dict__.setdefault("_roles", {})
    if role not in known:
        if role in GROUP_ROLES:
            groups = set(person.groups.values_list("name", flat=True))
            known.update({one: one.value in groups for one in GROUP_ROLES})
            known[Role.STAFF] = known[Role.STAFF] or person.is_superuser
        else:
            known[role] = role in _rules and bool(_rules[role](person))
    return known[role]


def needs_second_factor(person) -> bool:
    """True when a role of this person asks for a second factor."""
    return has_role(person, *SECOND_FACTOR_ROLES)


def require_role(person, *roles: Role) -> None:
    """Raise PermissionDenied unless the person holds one of the roles."""
    if not has_role(person, *roles):
        raise PermissionDenied
