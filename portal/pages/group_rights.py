"""What authors and staff may do with the page tree, written after each `migrate`."""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate

from accounts.people import groups
from accounts.people.roles import Role

AUTHORS_MAY = ("add_page", "change_page")
STAFF_MAY = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")


def connect(config) -> None:
    """Grants on snippets and settings now, on the tree once it exists."""
    groups.grant_all(Role.STAFF, "pages", "glossaryterm")
    groups.grant_all(Role.AUTHOR, "pages", "glossaryterm", actions=("view", "add", "change"))
    groups.grant(Role.STAFF, "pages.change_hostsettings")
    post_migrate.connect(grant_tree, sender=config, dispatch_uid="pages-grant-tree")


def grant_tree(sender, using="default", **_kwargs) -> None:
    """Authors draft and submit everywhere below the root; staff publish. Safe to run again."""
    from django.apps import apps
    from wagtail.models import GroupPagePermission, Page

    root = Page.objects.using(using).filter(depth=1).first()
    if root is None:
        return
    create_permissions(apps.get_app_config("wagtailcore"), verbosity=0, using=using)
    for role, codenames in ((Role.AUTHOR, AUTHORS_MAY), (Role.STAFF, STAFF_MAY)):
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        wanted = Permission.objects.using(using).filter(
            content_type__app_label="wagtailcore", content_type__model="page", codename__in=codenames
        )
        for permission in wanted:
            GroupPagePermission.objects.using(using).get_or_create(group=group, page=root, permission=permission)
