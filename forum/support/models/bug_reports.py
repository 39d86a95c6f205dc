"""Bug reports: a topic with a state that everybody can follow to its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.machina.forum_conversation.models import Topic
from hosting.services.models import Service
from portal.core.append_only import AppendOnly


class BugReport(models.Model):
    """What makes a topic of a board of bug reports more than a conversation."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("bug report", "new")
        CONFIRMED = "confirmed", pgettext_lazy("bug report", "confirmed")
        IN_PROGRESS = "in_progress", pgettext_lazy("bug report", "in progress")
        RESOLVED = "resolved", pgettext_lazy("bug report", "resolved")
        DUPLICATE = "duplicate", pgettext_lazy("bug report", "duplicate")
        WONT_FIX = "wont_fix", pgettext_lazy("bug report", "closed without a fix")

    # The way a report normally goes, which the paw prints show.
    PATH = (State.NEW, State.CONFIRMED, State.IN_PROGRESS, State.RESOLVED)
    OPEN = (State.NEW, State.CONFIRMED, State.IN_PROGRESS)
    NEEDS_REASON = (State.DUPLICATE, State.WONT_FIX)

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="bug_report", verbose_name=_("topic"))
    service = models.ForeignKey(
        Service,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bug_reports",
        verbose_name=_("service"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NEW)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicates", verbose_name=_("same as")
    )

    class QuerySet(models.QuerySet):
        def open(self):
            """Not at their end yet."""
            return self.filter(state__in=BugReport.OPEN)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("bug report")
        verbose_name_plural = _("bug reports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["duplicate", "wont_fix"]) | ~Q(state_reason=""),
                name="support_end_without_fix_says_why",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("pk")), name="support_no_duplicate_of_itself"
            ),
        ]
        indexes = [models.Index(fields=["state", "service"], name="support_reports_by_state")]

    def __str__(self) -> str:
        return f"{self.topic} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class BugReportChange(AppendOnly):
    """The state changed: when, by whom, why. The first row is the report itself."""

    report = models.ForeignKey(BugReport, on_delete=models.CASCADE, related_name="changes")
    from_state = models.CharField(_("from"), max_length=20, choices=BugReport.State.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=BugReport.State.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    changed_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("change of a bug report")
        verbose_name_plural = _("changes of bug reports")
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Affected(models.Model):
    """« Me too »: this person has the same trouble."""

    report = models.ForeignKey(BugReport, on_delete=models.CASCADE, related_name="affected")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("person with the same bug")
        verbose_name_plural = _("people with the same bug")
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="support_one_me_too_each")]

    def __str__(self) -> str:
        return str(self.person)
