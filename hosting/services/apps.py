from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "hosting.services"
    label = "services"
    verbose_name = _("Services")

    def ready(self):
        from accounts.people import groups
        from accounts.people.roles import Role
        from portal.core import content, page_cache
        from portal.figures import registry as figures
        from portal.notifications import followables
        from portal.search import registry as search

        from . import content_loader, counts, found
        from .models import Component, Service, ServiceFamily, ServiceType

        content.register("service families", content_loader.load_families, order=30)
        content.register("demo services", content_loader.load, order=30, demo=True)
        page_cache.purge_on_change(Service, Component, ServiceFamily, ServiceType)
        page_cache.know_question("acces", "sans-compte")
        figures.register("services", _("Services"), counts.services, year=figures.Year.LAST)
        groups.grant_all(Role.STAFF, "services", "service", "servicefamily", "servicetype")
        followables.register("service", label=_("Service"), model=Service, find=found.followed)
        search.register("service", _("Services"), Service, rows=found.rows, entry=found.entry)
