"""What an answer of the forum became: one draft of each kind, however often the button is pressed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum_conversation.models import Topic


class SheetDraft(models.Model):
    """`kind` names the maker (`forum.sheet_drafts`), `key` is what that one finds its draft by."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="sheet_drafts", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(max_length=40)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("draft made of an answer")
        verbose_name_plural = _("drafts made of answers")
        constraints = [models.UniqueConstraint(fields=["topic", "kind"], name="support_one_draft_of_each_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.topic}"
