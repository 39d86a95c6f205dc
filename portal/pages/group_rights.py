"""What authors and staff may do with the page tree: staff from each `migrate` on, authors where pages are theirs."""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate

from accounts.people import groups
from accounts.people.roles import Role

AUTHORS_MAY = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
STAFF_MAY = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")


def connect(config) -> None:
    """Grants on snippets and settings now, on the tree once it exists."""
    groups.grant_all(Role.STAFF, "pages", "glossaryterm")
    groups.grant_all(Role.AUTHOR, "pages", "glossaryterm", actions=("view", "add", "change"))
    groups.grant_all(Role.STAFF, "pages", "faqentry")
    groups.grant(Role.STAFF, "pages.change_hostsettings")
    post_migrate.connect(grant_tree, sender=config, dispatch_uid="pages-grant-tree")


def grant_tree(sender, using="default", **_kwargs) -> None:
    """Staff publish the whole tree; authors the sheets (the courses grant theirs). Safe to run again."""
    from django.apps import apps
    from wagtail.models import Page

    create_permissions(apps.get_app_config("wagtailcore"), verbosity=0, using=using)
    for root in Page.objects.using(using).filter(depth=1):
        _grant(Role.STAFF, STAFF_MAY, root, using)


def let_authors_write(page) -> None:
    """Authors draft, review and publish this page and all below it."""
    _grant(Role.AUTHOR, AUTHORS_MAY, page, page._state.db)


def _grant(role: Role, codenames: tuple[str, ...], page, using: str) -> None:
    from wagtail.models import GroupPagePermission

    group, _created = Group.objects.using(using).get_or_create(name=role.value)
    wanted = Permission.objects.using(using).filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=codenames
    )
    for permission in wanted:
        GroupPagePermission.objects.using(using).get_or_create(group=group, page=page, permission=permission)
