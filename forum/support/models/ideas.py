"""Ideas: who supports them, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum_conversation.models import Topic
from portal.core.append_only import AppendOnly


class IdeaVote(models.Model):
    """This person supports an idea. Their number stands on the topic; who they are is shown to nobody."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="votes", verbose_name=_("topic"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    voted_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("vote for an idea")
        verbose_name_plural = _("votes for ideas")
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="support_one_vote_each")]

    def __str__(self) -> str:
        return str(self.topic)


class IdeaDecision(AppendOnly):
    """The team decided about an idea, or took it up again (no outcome); the last row is what holds."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="idea_decisions", verbose_name=_("topic"))
    outcome = models.CharField(_("decision"), max_length=10, choices=Topic.Outcome.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on an idea")
        verbose_name_plural = _("decisions on ideas")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(outcome="declined") | ~Q(reason=""), name="support_no_without_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.topic}"
