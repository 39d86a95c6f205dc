"""The words in which a trouble is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    INCIDENT = "incident", _("incident")
    MAINTENANCE = "maintenance", _("planned maintenance")


class Severity(models.TextChoices):
    """From least to worst; `Severity.values` keeps that order."""

    MINOR = "minor", _("minor")
    MAJOR = "major", _("major")
    CRITICAL = "critical", _("critical")


class ServiceState(models.TextChoices):
    """From best to worst; `ServiceState.values` keeps that order."""

    OPERATIONAL = "operational", _("in order")
    SLOW = "slow", _("slowed down")
    PARTIAL_OUTAGE = "partial_outage", _("partly down")
    MAJOR_OUTAGE = "major_outage", _("down")

    @property
    def rank(self) -> int:
        """0 for in order; the higher, the worse."""
        return self.__class__.values.index(self.value)


class UpdateState(models.TextChoices):
    INVESTIGATING = "investigating", _("we are looking")
    IDENTIFIED = "identified", _("cause found")
    MONITORING = "monitoring", _("being watched")
    RESOLVED = "resolved", _("resolved")
