from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "portal.media"
    label = "media"
    verbose_name = _("Images and documents")

    def ready(self):
        from portal.core import page_cache

        # lessons tell the size and the address of their recordings
        page_cache.purge_on_change(self.get_model("SiteDocument"))
