"""The one index of the site."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexEntryQuerySet(models.QuerySet):
    def listed(self):
        """What the search of the site shows: every visitor may read it."""
        return self.filter(is_listed=True)


class IndexEntry(models.Model):
    """One thing that can be found, or a part of it. Written by `actions` alone; `stems` are what the database searches.

    Whoever reads entries for visitors asks for `listed()`; the others are for those who may read their row.
    """

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.CharField(_("object"), max_length=40)
    # The same as a number, where it is one: to join with the rows of its kind.
    number = models.BigIntegerField(_("number"), null=True, editable=False)
    part = models.PositiveIntegerField(_("part"), default=1)
    is_listed = models.BooleanField(_("shown by the search of the site"), default=True)
    title = models.CharField(_("title"), max_length=255)
    url = models.CharField(_("address"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    text = models.TextField(_("text"), blank=True)
    title_stems = models.TextField(_("stems of the title"), blank=True)
    stems = models.TextField(_("stems of the text"), blank=True)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)

    objects = IndexEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the index")
        verbose_name_plural = _("entries of the index")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "part"], name="search_one_entry_each")]
        indexes = [
            models.Index(fields=["kind", "-updated_at", "-id"], name="search_entries_latest"),
            models.Index(
                fields=["kind", "-updated_at", "-id"],
                condition=models.Q(is_listed=True),
                name="search_listed_latest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"
