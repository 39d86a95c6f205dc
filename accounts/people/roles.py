"""Roles: what a person may do. Staff, author and moderator are groups; the other roles come from rows of other apps,
which register their rule here (a referent is whoever has a current appointment in `organisations`).
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Value
from django.utils import timezone

from portal.core.questions import Question


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
_rows: dict[str, Callable] = {}


def register_rule(role: Role, rule: Callable) -> None:
    """`rule(person) -> bool` says whether the person holds the role now."""
    _rules[role] = rule


def register_rows(role: Role, rows: Callable) -> None:
    """`rows(person_id, day) -> queryset` of the rows that give the role to that person on that day. They are asked for
    in one query with the groups: for the roles that every page of somebody who is signed in asks about."""
    _rows[role] = rows


def register_fact(name: str, rows: Callable) -> None:
    """Something that every page of somebody who is signed in must know of them, by the rows that make it true
    (`register_rows`): asked for in the same query as their roles. See `is_fact`."""
    _rows[name] = rows


def is_fact(person, name: str) -> bool:
    """True when a registered fact holds for this person."""
    return person.is_authenticated and _holds(person, name)


def roles_of(person) -> frozenset[Role]:
    """The roles that a person holds now."""
    return frozenset(role for role in Role if has_role(person, role))


def has_role(person, *roles: Role) -> bool:
    """True when the person holds at least one of the roles. Answers are kept on the object, for a request's length;
    a rule is asked only about the roles that are asked for."""
    return person.is_authenticated and any(_holds(person, role) for role in roles)


def _holds(person, role: str) -> bool:
    known = person.__dict__.setdefault("_roles", {})
    if role not in known:
        if role in GROUP_ROLES or role in _rows:
            given = {name for (name,) in _GIVEN.rows(person.pk, timezone.localdate())}
            known.update({one: str(one) in given for one in (*GROUP_ROLES, *_rows)})
            known[Role.STAFF] = known[Role.STAFF] or person.is_superuser
        else:
            known[role] = role in _rules and bool(_rules[role](person))
    return known[role]


def _given(person_id: int, day: date):
    """Names of the groups of a person, and of the roles that rows give them."""
    name = Group._meta.get_field("name")
    groups = Group.objects.filter(user=person_id, name__in=[role.value for role in GROUP_ROLES]).order_by()
    others = [
        rows(person_id, day)
        .order_by()
        .values_list(Value(str(role), output_field=CharField(max_length=name.max_length)))
        for role, rows in _rows.items()
    ]
    return groups.values_list("name").union(*others)


_GIVEN = Question(_given)


def needs_second_factor(person) -> bool:
    """True when a role of this person asks for a second factor."""
    return has_role(person, *SECOND_FACTOR_ROLES)


def require_role(person, *roles: Role) -> None:
    """Raise PermissionDenied unless the person holds one of the roles."""
    if not has_role(person, *roles):
        raise PermissionDenied
