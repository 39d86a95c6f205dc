"""Ground floor: no tables, no other app of ours. What every app stands on."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Ground floor")

    def ready(self):
        from . import immutable, page_cache

        post_migrate.connect(immutable.create_after_migrate, dispatch_uid="core-immutable-rows")
        # A new version comes with a `migrate`: pages that the old one made name its stylesheet and its words.
        # The signal is sent for every app that has tables, so for one that is always there.
        always = apps.get_app_config("contenttypes")
        pre_migrate.connect(immutable.drop_before_migrate, sender=always, dispatch_uid="core-mutable-rows")
        post_migrate.connect(page_cache.purge_after_migrate, sender=always, dispatch_uid="core-purge-pages")
