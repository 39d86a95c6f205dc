"""Which messages of new members a moderator reads first. Staff set it in /cms/."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def usual_first_posts() -> int:
    return settings.FORUM_HOLDS_FIRST_POSTS


def usual_posts_with_links() -> int:
    return settings.FORUM_HOLDS_LINKS_IN_FIRST_POSTS


@register_setting(icon="comment")
class HoldingRule(BaseGenericSetting):
    """A person is new until so many of their messages were let through."""

    first_posts = models.PositiveSmallIntegerField(
        _("first messages that wait"),
        default=usual_first_posts,
        help_text=_("So many messages of a new member wait until a moderator has read them. 0: none."),
    )
    posts_with_links = models.PositiveSmallIntegerField(
        _("first messages that wait when they hold a link"), default=usual_posts_with_links
    )
    days_with_links = models.PositiveSmallIntegerField(
        _("days during which messages with a link wait"),
        default=0,
        help_text=_("Counted from the opening of the account. 0: the number of messages alone decides."),
    )
    panels = [FieldPanel("first_posts"), FieldPanel("posts_with_links"), FieldPanel("days_with_links")]

    class Meta:
        verbose_name = _("messages of new members")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def holds(self, *, let_through: int, opened_at, has_link: bool) -> bool:
        """Whether a message waits: its author has so many messages let through, and an account since then."""
        if let_through < self.first_posts:
            return True
        is_young = opened_at > timezone.now() - timedelta(days=self.days_with_links)
        return has_link and (let_through < self.posts_with_links or is_young)
