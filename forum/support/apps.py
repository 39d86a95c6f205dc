from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    """Bug reports and moderation; also what the whole forum registers with the rest of the house."""

    name = "forum.support"
    label = "support"
    verbose_name = _("Bug reports and help")

    def ready(self):
        from forum.machina.forum.models import Forum
        from portal.core import content, dashboard

        from . import found, loaders, registrations
        from .actions.ideas import vote_left
        from .models import IdeaVote

        content.register("forum boards", loaders.load_boards, order=60)
        content.register("forum topics", loaders.load_topics, order=60, demo=True)
        found.register()
        registrations.register_personal_data()
        dashboard.register(registrations.waiting_for_moderators)
        registrations.purge_pages_on_change()
        pre_save.connect(found.look_at_board, sender=Forum, dispatch_uid="forum-search-follows-boards")
        post_delete.connect(vote_left, sender=IdeaVote, dispatch_uid="forum-votes-counted-again")
        post_migrate.connect(registrations.let_staff_manage_boards, sender=self)
