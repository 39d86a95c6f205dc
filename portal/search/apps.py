from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self):
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_slug_changed, post_page_move

        from . import signals, tables

        post_migrate.connect(tables.create, sender=self, dispatch_uid="search-tables")
        post_save.connect(signals.saved, dispatch_uid="search-saved")
        post_delete.connect(signals.deleted, dispatch_uid="search-deleted")
        for signal in (post_save, post_delete):
            signal.connect(
                signals.access_changed, sender=PageViewRestriction, dispatch_uid=f"search-access-{id(signal)}"
            )
        page_slug_changed.connect(signals.page_moved, dispatch_uid="search-slug-changed")
        post_page_move.connect(signals.page_moved, dispatch_uid="search-page-moved")
