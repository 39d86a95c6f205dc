from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "accounts.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self):
        from accounts.people import groups, home, inactivity, roles
        from portal.core import content, context, dashboard, immutable, page_cache
        from portal.figures import registry as figures
        from portal.notifications import kinds
        from portal.privacy import leaving

        from . import arrivals, counts, demo, host, models, notices, personal_data, rules, waiting
        from .actions import delegating, history

        roles.register_rows(roles.Role.REFERENT, rules.appointments)
        roles.register_rule(roles.Role.MANAGER, rules.is_manager)
        groups.grant_all(roles.Role.STAFF, "organisations", "territory", "referent", "organisation", "membership")
        personal_data.register_all()
        context.register(host.page_values)
        dashboard.register(waiting.for_staff)
        leaving.register_obstacle(rules.handovers_of)
        if host.has_organisations():
            figures.register("organisations", _("Organisations"), counts.organisations, year=figures.Year.LAST)
        inactivity.register_needed(lambda: models.Membership.objects.managers().order_by().values("person"))
        inactivity.register_needed(lambda: models.Referent.objects.current().order_by().values("person"))
        home.register(
            "organisations", template="organisations/home_section.html", values=waiting.home_section, order=20
        )
        home.register_task(waiting.tasks_of_person)
        content.register("demo organisations", demo.load_organisations, order=20, demo=True)
        for kind, label in (
            (history.TO_DECIDE, _("What waits for you in an association")),
            (history.NEWS, _("News of your associations")),
        ):
            kinds.register(
                kind,
                label=label,
                group=_("My associations"),
                resolve=notices.of_organisations,
                offered=host.has_organisations,
            )
        kinds.register(
            delegating.STANDING_IN,
            label=_("Standing in for a referent"),
            group=_("My account"),
            resolve=notices.of_delegations,
        )
        immutable.protect(models.OrganisationEvent, when=models.history.CHANGES_HISTORY, events=("UPDATE",))
        arrivals.connect()
        # the contact page is made from them
        page_cache.purge_on_change(models.Territory, models.Referent, models.Delegation)
