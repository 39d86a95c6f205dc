"""Notes that the team leaves for itself. No page, feed, search, mail or export but the team's ever holds them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum_conversation.models import Topic
from portal.core.append_only import AppendOnly

from .content_reports import ContentReport


class InternalNote(AppendOnly):
    """A note on a topic; with `report`, on what was reported there."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="internal_notes", verbose_name=_("topic"))
    report = models.ForeignKey(
        ContentReport,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="internal_notes",
        verbose_name=_("reported content"),
    )
    words = models.TextField(_("note"), max_length=3000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
