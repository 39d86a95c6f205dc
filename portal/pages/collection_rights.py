"""What authors and staff may do with images and documents: a right of a group on the collection that holds them all."""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate

from accounts.people import groups
from accounts.people.roles import Role

# Wagtail asks for the permissions of its own models, whatever model holds the images (wagtail.images.permissions).
AUTHORS_MAY = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
}
STAFF_MAY = AUTHORS_MAY | {"wagtailcore": ("add_collection", "change_collection", "delete_collection")}


def connect(config) -> None:
    groups.grant_all(Role.STAFF, "wagtailredirects", "redirect")
    post_migrate.connect(grant_collections, sender=config, dispatch_uid="pages-grant-collections")


def grant_collections(sender, using="default", **_kwargs) -> None:
    """Write the rights on the root collection, from which every other one inherits. Safe to run again."""
    from django.apps import apps
    from wagtail.models import Collection, GroupCollectionPermission

    root = Collection.objects.using(using).filter(depth=1).first()
    if root is None:
        return
    for role, rights in ((Role.AUTHOR, AUTHORS_MAY), (Role.STAFF, STAFF_MAY)):
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        for app_label, codenames in rights.items():
            create_permissions(apps.get_app_config(app_label), verbosity=0, using=using)
            permissions = Permission.objects.using(using).filter(
                content_type__app_label=app_label, codename__in=codenames
            )
            for permission in permissions:
                GroupCollectionPermission.objects.using(using).get_or_create(
                    group=group, collection=root, permission=permission
                )
