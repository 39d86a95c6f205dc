"""What only the host can say of itself in its ChatonsInfos files, by path of the format."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedFacts(models.Model):
    """One row: {"organization.type": "ASSOCIATION", …}, written as the format wants it."""

    values = models.JSONField(_("values"), default=dict, blank=True)

    class Meta:
        verbose_name = _("facts of the ChatonsInfos files")
        verbose_name_plural = _("facts of the ChatonsInfos files")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def load(cls) -> "PublishedFacts":
        """The row, or an empty one that is not saved yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
