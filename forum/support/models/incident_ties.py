"""A report and the incident that explains it; and, once that is over, whether it works again for those touched."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hosting.incidents.models import Incident

from .bug_reports import BugReport


class IncidentTie(models.Model):
    """The team says that a report comes from an incident. `asked_at`: when the people touched were asked."""

    report = models.OneToOneField(
        BugReport, on_delete=models.CASCADE, related_name="incident_tie", verbose_name=_("bug report")
    )
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+", verbose_name=_("incident"))
    tied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    tied_at = models.DateTimeField(_("on"), default=timezone.now)
    asked_at = models.DateTimeField(_("people were asked"), null=True, blank=True)
    asked_count = models.PositiveIntegerField(_("how many were asked"), default=0)

    class QuerySet(models.QuerySet):
        def to_ask(self):
            """Their incident is resolved and nobody has been asked yet."""
            return self.filter(asked_at=None, incident__is_published=True, incident__ends_at__lte=timezone.now())

        def public_of(self, incident):
            """With a report that every visitor may read, the oldest first."""
            from forum.machina.forum_conversation.models import Topic

            return (
                self.filter(incident=incident, report__topic__in=Topic.objects.public())
                .select_related("report__topic__forum")
                .order_by("tied_at", "pk")
            )

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("report tied to an incident")
        verbose_name_plural = _("reports tied to incidents")

    def __str__(self) -> str:
        return f"{self.report_id} → {self.incident}"


class Verdict(models.Model):
    """Whether it works again, said by one person who was touched; once each."""

    tie = models.ForeignKey(IncidentTie, on_delete=models.CASCADE, related_name="verdicts", verbose_name=_("report"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    works = models.BooleanField(_("works again"))
    said_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("answer after an incident")
        verbose_name_plural = _("answers after an incident")
        constraints = [models.UniqueConstraint(fields=["tie", "person"], name="support_one_verdict_each")]

    def __str__(self) -> str:
        return str(self.works)
