"""What must still be done on a server: a row first, then a task by its id."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .accounts import CloudAccount


class OutgoingChange(models.Model):
    """One change of one account. The row is the truth: tasks may be lost or run twice."""

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        CONVERGE = "converge", _("bring the account to what is wanted")
        DELETE = "delete", _("delete the account")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("in work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.CONVERGE)
    account = models.ForeignKey(
        CloudAccount, on_delete=models.PROTECT, related_name="changes", verbose_name=_("account")
    )
    # Why it is wanted, e.g. {"request": 87}; what is wanted is read from the account when it is done.
    payload = models.JSONField(_("details"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    # Something more was wanted while a worker was at it: go round once more.
    again = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    # Tries whose outcome was unclear; a server that is away is waited for without counting.
    doubts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("wanted since"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error_kind = models.CharField(_("kind of error"), max_length=20, blank=True)
    # a message id of `words`, translated for whoever reads it
    last_error = models.CharField(_("what went wrong"), max_length=400, blank=True)
    # the server's own words, for whoever mends it
    technical_error = models.CharField(_("technical message"), max_length=400, blank=True)

    class QuerySet(models.QuerySet):
        def due(self, now=None):
            """Those to do now: waiting and due, or left in work by a worker whose lease has run out; on servers whose
            queue runs, on accounts that nobody works on."""
            now = now or timezone.now()
            nobody = Q(account__lease_until=None) | Q(account__lease_until__lte=now)
            running = Q(account__server__paused_until=None) | Q(account__server__paused_until__lte=now)
            todo = Q(state=OutgoingChange.State.WAITING, not_before__lte=now) | Q(state=OutgoingChange.State.WORKING)
            return self.filter(todo & nobody & running, account__server__halted_at=None)

        def unfinished(self):
            return self.filter(state__in=(OutgoingChange.State.WAITING, OutgoingChange.State.WORKING))

        def failing(self):
            """What staff should look at: given up, or tried several times."""
            return self.filter(Q(state=OutgoingChange.State.FAILED) | Q(attempts__gt=2)).exclude(
                state=OutgoingChange.State.DONE
            )

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing change")
        verbose_name_plural = _("outgoing changes")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="cloud_change_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="cloud_change_done_has_date",
            ),
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=Q(state__in=["waiting", "working"]),
                name="cloud_one_unfinished_change_per_account_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.account_id}"

    @property
    def trouble(self) -> str:
        """What went wrong last, in the reader's language; empty when nothing did."""
        return gettext(self.last_error) if self.last_error else ""
