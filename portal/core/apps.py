"""Ground floor: no tables, no other app of ours. What every app stands on."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Ground floor")

    def ready(self):
        from . import immutable

        post_migrate.connect(immutable.create_after_migrate, dispatch_uid="core-immutable-rows")
