"""What the groups « moderator », « author » and « staff » may do in /cms/. Each app grants its own permissions:

    groups.grant(Role.STAFF, "incidents.add_incident", "incidents.change_incident")
    groups.grant_all(Role.STAFF, "services", "service", "servicetype")

Grants are written after each `migrate`, once the permissions of the app exist; what is granted here cannot be taken
away in the administration, what is given there besides stays. Page permissions belong to the apps that own the pages.
"""

from collections import defaultdict

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS

from .roles import GROUP_ROLES, Role

_grants: dict[str, set[tuple[Role, str]]] = defaultdict(set)


def grant(role: Role, *permissions: str) -> None:
    """Give a group role permissions named « app_label.codename »."""
    if role not in GROUP_ROLES:
        raise ValueError(f"{role} is no group: its rights come from rules")
    for permission in permissions:
        app_label, codename = permission.split(".")
        _grants[app_label].add((role, codename))


def grant_all(role: Role, app_label: str, *models: str, actions=("view", "add", "change", "delete")) -> None:
    """Give a group role the usual permissions on models (lower-case names) of one app."""
    grant(role, *(f"{app_label}.{action}_{model}" for model in models for action in actions))


def write_grants(sender, using=DEFAULT_DB_ALIAS, **_kwargs) -> None:
    """Receiver of post_migrate for every app; safe to run again."""
    grants = _grants.get(sender.label)
    if not grants:
        return
    # auth's own receiver may come after ours, and permissions must exist first
    create_permissions(sender, verbosity=0, using=using)
    known = {
        permission.codename: permission
        for permission in Permission.objects.using(using).filter(content_type__app_label=sender.label)
    }
    for role, codename in sorted(grants):
        if codename not in known:
            raise LookupError(f"No permission {sender.label}.{codename} to grant to {role}")
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.add(known[codename])
