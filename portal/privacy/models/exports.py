"""« Mes données »: an archive that is being prepared, or waits to be fetched."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEASE = timedelta(minutes=2)
FOLDER = "exports"


def new_name() -> str:
    """A name that nobody guesses, although only its owner is given the file."""
    return secrets.token_urlsafe(24)


class DataExport(models.Model):
    """One archive. The row is the truth, the queue a hint; a dead worker's lease runs out and the next begins anew.

    The row goes with its file. One at a time is prepared for a person.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("archive", "waiting")
        WORKING = "working", pgettext_lazy("archive", "being prepared")
        READY = "ready", pgettext_lazy("archive", "ready")
        FAILED = "failed", pgettext_lazy("archive", "failed")

    UNFINISHED = (State.WAITING, State.WORKING)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    name = models.CharField(max_length=40, unique=True, default=new_name, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now, editable=False)
    done = models.PositiveIntegerField(_("parts done"), default=0)
    total = models.PositiveIntegerField(_("parts in all"), default=0)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    token = models.CharField(max_length=32, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)
    expires_at = models.DateTimeField(_("can be fetched until"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)

    class QuerySet(models.QuerySet):
        def due(self, now=None):
            """To prepare now: waiting, or left by a worker that has died since."""
            now = now or timezone.now()
            return self.filter(
                Q(state=DataExport.State.WAITING, not_before__lte=now)
                | Q(state=DataExport.State.WORKING, claimed_until__lte=now)
            )

        def unfinished(self):
            return self.filter(state__in=DataExport.UNFINISHED)

        def to_fetch(self, now=None):
            """Ready, and their time has not run out."""
            return self.filter(state=DataExport.State.READY, expires_at__gt=now or timezone.now())

        def expired(self, now=None):
            return self.filter(state=DataExport.State.READY, expires_at__lte=now or timezone.now())

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("archive of personal data")
        verbose_name_plural = _("archives of personal data")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["waiting", "working"]),
                name="privacy_one_archive_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(ready_at__isnull=False, expires_at__isnull=False),
                name="privacy_ready_archive_expires",
            ),
            models.CheckConstraint(
                condition=~Q(state="working") | Q(claimed_until__isnull=False), name="privacy_archive_claim_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}, {self.get_state_display()}"

    @property
    def file_name(self) -> str:
        """Its place in private storage."""
        return f"{FOLDER}/{self.name}.zip"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED


def forget_file(sender, instance, **_kwargs) -> None:
    """Receiver of post_delete: no archive outlives its row, once that is certain."""
    transaction.on_commit(lambda: storages["private"].delete(instance.file_name))
