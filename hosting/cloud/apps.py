from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CloudConfig(AppConfig):
    name = "hosting.cloud"
    label = "cloud"
    verbose_name = _("Cloud accounts")

    def ready(self):
        from accounts.organisations import sections, tabs
        from accounts.organisations.signals import organisation_closed, organisation_moved, organisation_reopened
        from accounts.people import groups, home
        from accounts.people.roles import Role
        from portal.core import content, dashboard
        from portal.figures import registry as figures
        from portal.notifications import kinds
        from portal.privacy import leaving as privacy

        from . import (
            append_only,
            closed_organisations,
            counts,
            demo,
            leaving,
            notices,
            organisation_page,
            people_changes,
            personal_data,
            waiting,
        )
        from .actions.requests import DESK_STEP
        from .oidc import signing_out

        post_migrate.connect(append_only.create_triggers, sender=self, dispatch_uid="cloud-append-only")
        groups.grant_all(Role.STAFF, "cloud", "cloudserver", actions=("view", "add", "change"))
        groups.grant_all(
            Role.STAFF, "cloud", "accountrequest", "cloudaccount", "teamfolder", "outgoingchange", actions=("view",)
        )
        groups.grant_all(Role.STAFF, "cloud", "signon", actions=("view",))
        personal_data.register_all()
        people_changes.connect()
        privacy.register_closer("cloud", close=leaving.close_accounts, settle=leaving.settle_accounts)
        signing_out.connect()
        organisation_closed.connect(closed_organisations.give_back, dispatch_uid="cloud-give-back")
        organisation_reopened.connect(closed_organisations.open_again, dispatch_uid="cloud-open-again")
        organisation_moved.connect(closed_organisations.move_along, dispatch_uid="cloud-move-along")
        kinds.register(
            DESK_STEP,
            label=_("Steps of requests for accounts"),
            group=_("My account"),
            mails=False,
            resolve=notices.of_the_desk,
        )
        tabs.register("cloud", title=_("Accounts on the cloud"), url_name="cloud:organisation")
        home.register("cloud", template="cloud/home_section.html", values=waiting.home_section, order=30)
        sections.register("cloud", template="cloud/organisation_section.html", values=organisation_page.section)
        home.register_task(waiting.tasks_of_person)
        dashboard.register(waiting.for_staff)
        counts.register(figures)
        content.register("cloud server", demo.load_server, order=50)
        content.register("demo requests", demo.load_requests, order=50, demo=True)
