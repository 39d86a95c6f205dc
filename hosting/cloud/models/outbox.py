"""What must still be done on a server: a row first, then a task by its id."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..nextcloud.errors import Kind
from .accounts import CloudAccount
from .folders import TeamFolder

MISSING = Kind.MISSING.value


class OutgoingChange(models.Model):
    """One change of one account or of one folder. The row is the truth: tasks may be lost or run twice."""

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        CONVERGE = "converge", _("bring to what is wanted")
        DELETE = "delete", _("delete")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("in work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.CONVERGE)
    account = models.ForeignKey(
        CloudAccount, on_delete=models.PROTECT, null=True, related_name="changes", verbose_name=_("account")
    )
    folder = models.ForeignKey(
        TeamFolder, on_delete=models.PROTECT, null=True, related_name="changes", verbose_name=_("space")
    )
    # Why it is wanted, e.g. {"request": 87}; what is wanted is read from account or folder when it is done.
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
            queue runs, on accounts and folders that nobody works on."""
            now = now or timezone.now()
            found = self
            for target in ("account", "folder"):  # the other one is empty, and passes
                nobody = Q(**{f"{target}__lease_until": None}) | Q(**{f"{target}__lease_until__lte": now})
                paused = f"{target}__server__paused_until"
                running = Q(**{paused: None}) | Q(**{f"{paused}__lte": now})
                found = found.filter(nobody & running, **{f"{target}__server__halted_at": None})
            todo = Q(state=OutgoingChange.State.WAITING, not_before__lte=now) | Q(state=OutgoingChange.State.WORKING)
            return found.filter(todo)

        def of_server(self, server):
            return self.filter(Q(account__server=server) | Q(folder__server=server))

        def with_target(self):
            """With what says what is changed, and where."""
            return self.select_related("account__server", "account__person", "folder__server", "folder__organisation")

        def unfinished(self):
            return self.filter(state__in=(OutgoingChange.State.WAITING, OutgoingChange.State.WORKING))

        def failing(self):
            """What staff should look at: given up, or tried several times."""
            tried = Q(state=OutgoingChange.State.FAILED) | Q(attempts__gt=2)
            return self.filter(tried).exclude(state=OutgoingChange.State.DONE).exclude(error_kind=MISSING)

        def waiting_for_app(self):
            """Folders whose server has no Team folders so far: nothing fails, they go on once it has."""
            return self.filter(state=OutgoingChange.State.WAITING, error_kind=MISSING)

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
            models.UniqueConstraint(
                fields=["folder", "kind"],
                condition=Q(state__in=["waiting", "working"]),
                name="cloud_one_unfinished_change_per_folder_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False, folder__isnull=True) | Q(account__isnull=True, folder__isnull=False),
                name="cloud_change_of_an_account_or_a_folder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.account_id or self.folder_id}"

    @property
    def target(self):
        """The account or the folder that is changed. Read many of them `with_target`."""
        return self.account if self.account_id else self.folder

    @property
    def server(self):
        return self.target.server

    @property
    def trouble(self) -> str:
        """What went wrong last, in the reader's language; empty when nothing did."""
        return gettext(self.last_error) if self.last_error else ""
