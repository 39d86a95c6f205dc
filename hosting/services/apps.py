from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "hosting.services"
    label = "services"
    verbose_name = _("Services")

    def ready(self):
        from portal.core import content, page_cache
        from portal.search import registry as search

        from . import content_loader, found
        from .models import Service, ServiceFamily, ServiceType

        content.register("services", content_loader.load, order=30)
        page_cache.purge_on_change(Service, ServiceFamily, ServiceType)
        search.register("service", _("Services"), Service, rows=found.rows, entry=found.entry)
