"""The words in which a trouble is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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

    OPERATIONAL = "operational", _("operational")
    SLOW = "slow", _("slowed down")
    PARTIAL_OUTAGE = "partial_outage", _("partial outage")
    MAJOR_OUTAGE = "major_outage", _("major outage")

    @property
    def rank(self) -> int:
        """0 for operational; the higher, the worse."""
        return self.__class__.values.index(self.value)


class UpdateState(models.TextChoices):
    """Where things stood when a message was written: an incident's way, a maintenance's way, and the account after."""

    INVESTIGATING = "investigating", _("investigating")
    IDENTIFIED = "identified", _("cause identified")
    MONITORING = "monitoring", _("monitoring")
    RESOLVED = "resolved", _("resolved")
    PLANNED = "planned", pgettext_lazy("maintenance", "planned")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", pgettext_lazy("maintenance", "completed")
    ACCOUNT = "account", _("account of what happened")


INCIDENT_STATES = (
    UpdateState.INVESTIGATING,
    UpdateState.IDENTIFIED,
    UpdateState.MONITORING,
    UpdateState.RESOLVED,
)
MAINTENANCE_STATES = (UpdateState.PLANNED, UpdateState.IN_PROGRESS, UpdateState.DONE)
ENDS = (UpdateState.RESOLVED, UpdateState.DONE)


class Phase(models.TextChoices):
    """How far people have been told that a maintenance has come; empty for an incident."""

    PLANNED = "planned", pgettext_lazy("maintenance", "planned")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", pgettext_lazy("maintenance", "completed")


class BreachDecision(models.TextChoices):
    """What the team did about personal data lost or exposed (GDPR, article 33)."""

    PENDING = "", _("not decided yet")
    TOLD = "told", _("the CNIL was told")
    NOT_NEEDED = "not_needed", _("no risk to people: it need not be told")
