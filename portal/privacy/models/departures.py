"""« Supprimer mon compte »: from the wish to the last trace, with its history."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Article 12(3) of the GDPR: an answer within one month, of which the shortest has 28 days.
AT_MOST = timedelta(days=28)
LEASE = timedelta(minutes=2)


class Departure(models.Model):
    """Somebody wants their account deleted. They can change their mind until `due_at`; then it is erased.

    `number` is the person's, kept when the person is gone: it finds what is left to erase after a kill, and the rows of
    the restricted store. `outside` says which accounts elsewhere are being closed, by the name of their closer.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        COOLING = "cooling", pgettext_lazy("departure", "can still be cancelled")
        ERASING = "erasing", pgettext_lazy("departure", "being erased")
        CLOSING = "closing", pgettext_lazy("departure", "erased here, being closed elsewhere")
        DONE = "done", pgettext_lazy("departure", "done")
        CANCELLED = "cancelled", pgettext_lazy("departure", "cancelled")

    OPEN = (State.COOLING, State.ERASING, State.CLOSING)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="departures",
        verbose_name=_("person"),
    )
    number = models.PositiveBigIntegerField(_("number of the person"), db_index=True)
    keep_words = models.BooleanField(_("messages stay, without the name"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.COOLING)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("erased from"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    outside = models.JSONField(_("accounts elsewhere"), default=dict, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    token = models.CharField(max_length=32, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)

    class QuerySet(models.QuerySet):
        def open(self):
            return self.filter(state__in=Departure.OPEN)

        def due(self, now=None):
            """To go on with now: the days to think it over have passed and no worker is at it."""
            now = now or timezone.now()
            nobody = Q(claimed_until=None) | Q(claimed_until__lte=now)
            return self.open().filter(nobody, due_at__lte=now)

        def overdue(self, now=None):
            """Not finished within the month that the law gives."""
            return self.open().filter(asked_at__lt=(now or timezone.now()) - AT_MOST)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(state__in=["cooling", "erasing", "closing"]),
                name="privacy_one_departure_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "cancelled"], finished_at__isnull=False)
                | (~Q(state__in=["done", "cancelled"]) & Q(finished_at=None)),
                name="privacy_finished_departure_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}, {self.get_state_display()}"

    @property
    def answer_by(self):
        """The last day that the law gives."""
        return self.asked_at + AT_MOST


class DepartureStep(models.Model):
    """What became of a departure, and when. Written once, never changed."""

    wagtail_reference_index_ignore = True

    departure = models.ForeignKey(
        Departure, on_delete=models.PROTECT, related_name="steps", verbose_name=_("departure")
    )
    state = models.CharField(_("state"), max_length=10, choices=Departure.State.choices)
    at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a departure")
        verbose_name_plural = _("steps of departures")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.departure_id}: {self.get_state_display()}"
