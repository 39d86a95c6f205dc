"""The one index of the site."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexEntry(models.Model):
    """One thing that can be found. Written by `actions` alone; `stems` are what the database searches."""

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.CharField(_("object"), max_length=40)
    title = models.CharField(_("title"), max_length=255)
    url = models.CharField(_("address"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    text = models.TextField(_("text"), blank=True)
    title_stems = models.TextField(_("stems of the title"), blank=True)
    stems = models.TextField(_("stems of the text"), blank=True)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)

    class Meta:
        verbose_name = _("entry of the index")
        verbose_name_plural = _("entries of the index")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_one_entry_each")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"
