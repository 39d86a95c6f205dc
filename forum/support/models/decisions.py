"""What moderation decided, and why: the statement of reasons that the author is owed (DSA, article 17)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.machina.forum_conversation.models import Post, Topic

from .append_only import AppendOnly


class ModerationDecision(AppendOnly):
    """One decision on a topic, or on one of its messages."""

    class Kind(models.TextChoices):
        LOCK = "lock", pgettext_lazy("moderation", "locked")
        UNLOCK = "unlock", pgettext_lazy("moderation", "unlocked")
        MOVE = "move", pgettext_lazy("moderation", "moved")
        REMOVE = "remove", pgettext_lazy("moderation", "removed")
        RESTORE = "restore", pgettext_lazy("moderation", "restored")
        EDIT = "edit", pgettext_lazy("moderation", "edited")
        APPROVE = "approve", pgettext_lazy("moderation", "approved")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="decisions", verbose_name=_("topic"))
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="decisions", verbose_name=_("message")
    )
    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before = models.TextField(_("the words before"), blank=True, help_text=_("Kept in case the decision is contested."))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("on"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def removals_of(self, topic):
            """Why a topic as a whole was removed, the latest decision first."""
            return self.filter(topic=topic, post=None, kind=ModerationDecision.Kind.REMOVE)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.topic}"
