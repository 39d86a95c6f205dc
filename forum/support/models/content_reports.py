"""« Signaler un contenu »: what somebody says is wrong with a message, what the team answered, and its author's appeal.

Every row is history. Only the address of a person without an account is a row apart, which goes when it has served.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.machina.forum_conversation.models import Post
from portal.core.append_only import AppendOnly

from .decisions import APPEAL_WITHIN, ModerationDecision, Rule

# An address without an account outlives the appeal that it may have to be told of by one month.
ADDRESS_KEPT = APPEAL_WITHIN + timedelta(days=31)


class ContentReport(AppendOnly):
    """Somebody, with or without an account, says that a message breaks a rule of the forum or a law."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="content_reports", verbose_name=_("message"))
    rule = models.CharField(_("what is wrong"), max_length=20, choices=Rule.choices)
    words = models.TextField(_("in their words"), max_length=2000)
    content = models.TextField(_("the words of the message then"), blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    created_at = models.DateTimeField(_("on"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def waiting(self):
            """Nobody has answered them yet."""
            return self.filter(outcome=None)

        def oldest_first(self):
            return self.order_by("created_at", "pk")

        def with_subject(self):
            """With the message, its author and its place."""
            return self.select_related("post__topic__forum", "post__poster", "outcome__decision")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("reported content")
        verbose_name_plural = _("reported contents")
        indexes = [models.Index(fields=["created_at"], name="support_content_by_date")]

    def __str__(self) -> str:
        return f"{self.pk}, {self.get_rule_display()}"


class ReporterAddress(models.Model):
    """Where to answer a person without an account. Seen by no page, not even the team's; deleted when it has served."""

    report = models.OneToOneField(ContentReport, on_delete=models.CASCADE, related_name="contact")
    address = models.EmailField(_("address"), max_length=254)
    kept_until = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("address of a person who reported")
        verbose_name_plural = _("addresses of people who reported")
        indexes = [models.Index(fields=["kept_until"], name="support_addresses_to_purge")]

    def __str__(self) -> str:
        return str(self.report_id)


class ReportOutcome(AppendOnly):
    """What the team answered to a report: once."""

    class Measure(models.TextChoices):
        KEEP = "keep", pgettext_lazy("answer to a report", "the message stays")
        ASK = "ask", pgettext_lazy("answer to a report", "its author is asked to change it")
        REMOVE = "remove", pgettext_lazy("answer to a report", "the message is removed")
        LOCK = "lock", pgettext_lazy("answer to a report", "the topic is locked")

    report = models.OneToOneField(ContentReport, on_delete=models.CASCADE, related_name="outcome")
    measure = models.CharField(_("answer"), max_length=10, choices=Measure.choices)
    reason = models.CharField(_("reason"), max_length=300)
    decision = models.ForeignKey(
        ModerationDecision, on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a report")
        verbose_name_plural = _("answers to reports")

    def __str__(self) -> str:
        return f"{self.report_id}: {self.get_measure_display()}"


class Appeal(AppendOnly):
    """The author contests a decision: once, within `APPEAL_WITHIN`."""

    decision = models.OneToOneField(ModerationDecision, on_delete=models.CASCADE, related_name="appeal")
    words = models.TextField(_("why you contest it"), max_length=3000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("on"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def waiting(self):
            """Nobody has answered them yet."""
            return self.filter(outcome=None)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.decision)


class AppealOutcome(AppendOnly):
    """The decision was looked at again."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="outcome")
    is_lifted = models.BooleanField(_("the decision is lifted"))
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to an appeal")
        verbose_name_plural = _("answers to appeals")

    def __str__(self) -> str:
        return str(self.appeal)
