"""Who is still to be told of a version that was published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .texts import TextVersion


class VersionNotice(models.Model):
    """A version that every account is told of, written with its publication. A worker tells them batch after batch;
    `reached` is the number of the last account told, so that whoever takes over after a kill goes on from there."""

    wagtail_reference_index_ignore = True

    version = models.OneToOneField(
        TextVersion, on_delete=models.CASCADE, related_name="notice", verbose_name=_("version")
    )
    reached = models.PositiveBigIntegerField(_("told up to"), default=0)
    done_at = models.DateTimeField(_("all told"), null=True, blank=True)

    class Meta:
        verbose_name = _("version to tell of")
        verbose_name_plural = _("versions to tell of")
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="transparency_version_untold")]

    def __str__(self) -> str:
        return str(self.version)
