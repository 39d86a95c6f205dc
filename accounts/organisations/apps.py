from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "accounts.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self):
        from accounts.people import groups, home, roles
        from portal.core import content, page_cache
        from portal.figures import registry as figures
        from portal.privacy import leaving

        from . import counts, demo, models, personal_data, rules, views

        roles.register_rule(roles.Role.REFERENT, rules.is_referent)
        roles.register_rule(roles.Role.MANAGER, rules.is_manager)
        groups.grant_all(roles.Role.STAFF, "organisations", "territory", "referent", "organisation", "membership")
        personal_data.register_all()
        leaving.register_obstacle(rules.handovers_of)
        figures.register("organisations", _("Organisations"), counts.organisations)
        home.register("organisations", template="organisations/home_section.html", values=views.home_section, order=20)
        content.register("demo organisations", demo.load_organisations, order=20, demo=True)
        # the contact page is made from them
        page_cache.purge_on_change(models.Territory, models.Referent)
