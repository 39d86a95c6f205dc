"""Mails to send, one row each: the row is the truth, the queue only a hint."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(minutes=5)
# Minutes to wait after each failed try; after the last one the mail has failed.
RETRY_MINUTES = (1, 5, 15, 60, 240, 720, 1440)


class Mail(models.Model):
    """One mail to one address. `key` names the step it tells about, so that no step is told twice."""

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    key = models.CharField(_("key"), max_length=150, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    confidential = models.BooleanField(
        _("confidential"), default=False, help_text=_("Holds a link that signs in: forgotten once sent.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class QuerySet(models.QuerySet):
        def due(self, now=None):
            """Those to send now: waiting and due, or claimed by a worker that has died since."""
            now = now or timezone.now()
            waiting = Q(state=Mail.State.WAITING, not_before__lte=now)
            abandoned = Q(state=Mail.State.SENDING, claimed_until__lte=now)
            return self.filter(waiting | abandoned)

        def failing(self):
            """Those that staff should look at: given up, or tried more than once."""
            return self.exclude(state=Mail.State.SENT).filter(Q(state=Mail.State.FAILED) | Q(tries__gt=1))

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="notifications_mail_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="notifications_mail_sent_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_until__isnull=False), name="notifications_mail_claim_expires"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
