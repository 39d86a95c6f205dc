from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumPermissionConfig(AppConfig):
    """Stands in for machina's app of this label; its receivers are left out (see forum/machina/__init__.py)."""

    name = "forum.machina.forum_permission"
    label = "forum_permission"
    verbose_name = _("Forum permissions")
    # machina's tables were born with 32-bit keys; another default would want migrations inside site-packages.
    default_auto_field = "django.db.models.AutoField"
