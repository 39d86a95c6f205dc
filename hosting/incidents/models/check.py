"""What the automatic check of a service's address found last."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .incident import Incident


class ServiceCheck(models.Model):
    """One row a service. `draft` is what failures proposed; as long as it waits for the team, nothing else is."""

    service = models.OneToOneField(
        "services.Service", on_delete=models.CASCADE, related_name="check_row", verbose_name=_("service")
    )
    asked_address = models.URLField(_("address to check"))
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered last"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=200, blank=True)
    draft = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("automatic check")
        verbose_name_plural = _("automatic checks")
        ordering = ["service__position", "service__name"]

    def __str__(self) -> str:
        return str(self.service)
