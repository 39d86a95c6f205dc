"""Pages that stay as they are until the house changes: infrastructure, procedure for requests."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core import addresses


class StandingPage(models.Model):
    """A text with the day it was last checked. `infrastructure` and `requetes` are known to the views."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), help_text=_("Markdown."))
    updated_on = models.DateField(_("checked on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
        ordering = ["slug"]

    def clean(self) -> None:
        super().clean()
        addresses.keep_slug(self)

    def __str__(self) -> str:
        return self.title
