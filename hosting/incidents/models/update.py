"""What was said while an incident lasted. Append-only: what was said stays said."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import UpdateState
from .incident import Incident


class IncidentUpdate(models.Model):
    """One message of the log. The database refuses to change or take away a row (`portal.core.immutable`)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="updates")
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=20, choices=UpdateState.choices)
    text = models.TextField(_("message"), max_length=4000, help_text=_("Plain words, in short paragraphs."))

    class Meta:
        verbose_name = _("message on an incident")
        verbose_name_plural = _("messages on incidents")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["-at"], name="incidents_update_by_date")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.at:%Y-%m-%d %H:%M}"
