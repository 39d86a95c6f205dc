"""What moderation decided, and why: the statement of reasons that the author is owed (DSA, article 17)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.machina.forum_conversation.models import Post, Topic
from portal.core.append_only import AppendOnly

# As the moderation policy says: six months to contest.
APPEAL_WITHIN = timedelta(days=183)


class Rule(models.TextChoices):
    """What has no place in the forum: the list of the moderation policy, in its order."""

    LAW = "law", _("What the law forbids: insult, libel, hatred, threats, abuse")
    HARASSMENT = "harassment", _("Harassment, repeated mockery, an attack on a person")
    PRIVACY = "privacy", _("Somebody’s name, address, telephone or photo without their consent")
    ADVERTISING = "advertising", _("Advertising, or the same message again and again")
    MALICE = "malice", _("A malicious file, or help to get round a protection")
    OTHER = "other", _("Something else against the code of conduct")


class ModerationDecision(AppendOnly):
    """One decision on a topic, or on one of its messages. `reason` may stand in the forum; `facts` are the author's."""

    class Kind(models.TextChoices):
        LOCK = "lock", pgettext_lazy("moderation", "locked")
        UNLOCK = "unlock", pgettext_lazy("moderation", "unlocked")
        MOVE = "move", pgettext_lazy("moderation", "moved")
        REMOVE = "remove", pgettext_lazy("moderation", "removed")
        RESTORE = "restore", pgettext_lazy("moderation", "restored")
        EDIT = "edit", pgettext_lazy("moderation", "edited")
        APPROVE = "approve", pgettext_lazy("moderation", "approved")
        MERGE = "merge", pgettext_lazy("moderation", "merged")
        SPLIT = "split", pgettext_lazy("moderation", "split off")
        ASK = "ask", pgettext_lazy("moderation", "change asked for")

    # What takes something away from its author can be contested.
    HARSH = (Kind.LOCK, Kind.MOVE, Kind.REMOVE, Kind.EDIT, Kind.ASK)

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="decisions", verbose_name=_("topic"))
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="decisions", verbose_name=_("message")
    )
    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices, blank=True)
    facts = models.TextField(_("facts"), max_length=2000, blank=True)
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

    def get_absolute_url(self) -> str:
        """The statement of reasons, for its author and the team."""
        return reverse("forum:decision", args=[self.pk])

    @property
    def subject(self):
        """The message, or the topic as a whole."""
        return self.post or self.topic

    @property
    def can_be_contested_until(self):
        """The last moment for an appeal; None for what takes nothing away."""
        return self.decided_at + APPEAL_WITHIN if self.kind in self.HARSH else None
