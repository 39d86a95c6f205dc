from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    """Bug reports and moderation; also what the whole forum registers with the rest of the house."""

    name = "forum.support"
    label = "support"
    verbose_name = _("Bug reports and help")

    def ready(self):
        from accounts.people import groups, home
        from accounts.people.roles import Role
        from forum.following import registration as following
        from hosting.incidents import slots
        from hosting.incidents.signals import incident_resolved
        from portal.core import content, dashboard
        from portal.figures import registry as figures_registry

        from . import figures, found, incident_words, loaders, registrations, tasks
        from .actions.ideas import vote_left
        from .models import Attachment, IdeaVote
        from .models.attachments import forget_files

        content.register("forum boards", loaders.load_boards, order=60)
        content.register("forum tags", loaders.load_tags, order=61)
        content.register("forum topics", loaders.load_topics, order=60, demo=True)
        content.register("canned answers", loaders.load_canned_answers, order=60, demo=True)
        figures_registry.register(
            "forum_opened", _("Questions and bug reports of the last 30 days"), figures.opened_lately, by_fives=True
        )
        figures_registry.register(
            "forum_solved",
            _("Questions and bug reports solved in the last 30 days"),
            figures.solved_lately,
            by_fives=True,
        )
        found.register()
        found.connect()
        following.register()
        for role in (Role.MODERATOR, Role.STAFF):
            groups.grant_all(role, "support", "tag")
        registrations.register_personal_data()
        registrations.grant_rights()
        dashboard.register(registrations.waiting_for_moderators)
        dashboard.register(incident_words.waiting_to_close)
        home.register("drafts", template="forum/home_section.html", values=registrations.drafts_section, order=41)
        slots.register(incident_words.reports_of)
        incident_resolved.connect(tasks.incident_is_over, dispatch_uid="forum-asks-reporters")
        post_delete.connect(forget_files, sender=Attachment, dispatch_uid="forum-forgets-files")
        registrations.purge_pages_on_change()
        post_delete.connect(vote_left, sender=IdeaVote, dispatch_uid="forum-votes-counted-again")
        post_migrate.connect(registrations.let_staff_manage_boards, sender=self)
