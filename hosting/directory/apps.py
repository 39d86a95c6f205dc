from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DirectoryConfig(AppConfig):
    name = "hosting.directory"
    label = "directory"
    verbose_name = _("Directory of hosts")

    def ready(self):
        from accounts.people import groups
        from accounts.people.roles import Role
        from portal.core import content, context, dashboard, page_cache, sitemaps
        from portal.search import registry as search

        from . import demo, found, waiting
        from .models import Fault, Host, Hosted, Source

        content.register("demo directory", demo.load, order=35, demo=True)
        context.register(found.has_directory)
        dashboard.register(waiting.for_staff)
        groups.grant_all(Role.STAFF, "directory", Source._meta.model_name)
        for model in (Host, Fault):
            groups.grant_all(Role.STAFF, "directory", model._meta.model_name, actions=("view",))
        page_cache.purge_on_change(Source, Host, Hosted)
        search.register("chaton", pgettext_lazy("directory", "Hosts"), Host, rows=found.rows, entry=found.entry)
        sitemaps.register("chatons", found.HostSitemap)
