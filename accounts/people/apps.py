from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "accounts.people"
    label = "people"
    verbose_name = _("People")

    def ready(self):
        from portal.core import content, immutable
        from portal.figures import registry as figures

        from . import counts, demo, editorial_data, groups, home, leaving, personal_data, second_factor, signals
        from .models import Consent
        from .roles import GROUP_ROLES, Role

        immutable.protect(Consent, events=("UPDATE",))
        content.register("demo people", demo.load_people, order=10, demo=True)
        for role in GROUP_ROLES:
            groups.grant(role, "wagtailadmin.access_admin")
        for role in (Role.AUTHOR, Role.STAFF):
            groups.grant_all(role, "media", "siteimage", "sitedocument")
        groups.grant(Role.STAFF, "people.view_user", "people.add_user", "people.change_user")
        groups.grant(Role.STAFF, "notifications.view_mail", "privacy.view_departure", "privacy.view_dataexport")
        groups.grant(Role.STAFF, "privacy.view_access", "people.change_inactivitypolicy")
        post_migrate.connect(groups.write_grants, dispatch_uid="people-write-grants")
        personal_data.register_all()
        editorial_data.register_all()
        counts.register(figures)
        home.register_task(second_factor.invitation)
        signals.connect()
        leaving.connect()
        home.register_task(leaving.tasks_of_person)
