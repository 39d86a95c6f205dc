from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    """Bug reports and moderation; also what the whole forum registers with the rest of the house."""

    name = "forum.support"
    label = "support"
    verbose_name = _("Bug reports and help")

    def ready(self):
        from portal.core import content, dashboard

        from . import loaders, registrations

        content.register("forum boards", loaders.load_boards, order=60)
        content.register("forum topics", loaders.load_topics, order=60, demo=True)
        registrations.register_search()
        registrations.register_personal_data()
        dashboard.register(registrations.waiting_for_moderators)
        registrations.purge_pages_on_change()
        post_migrate.connect(registrations.let_staff_manage_boards, sender=self)
