"""An incident or a planned maintenance."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from .choices import BreachDecision, Kind, Phase, Severity

# From the moment the host knew of it (GDPR, article 33).
BREACH_DELAY = timedelta(hours=72)


class Incident(ClusterableModel):
    """One entry of the log. `number` is public and never given twice; it comes from `actions.open_incident`.

    An incident is over when someone resolves it; a maintenance opens and closes by its dates alone.
    """

    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INCIDENT)
    title = models.CharField(_("title"), max_length=120, help_text=_("What people see, in plain words."))
    summary = models.CharField(
        _("in one sentence"), max_length=250, blank=True, help_text=_("Shown on every page while it lasts.")
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, default=Severity.MINOR)
    starts_at = models.DateTimeField(_("start"), default=timezone.now)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    to_do = models.CharField(_("to do on your side"), max_length=250, blank=True)
    fixes = models.CharField(_("what it repairs"), max_length=250, blank=True)
    data_lost = models.BooleanField(
        _("data lost or exposed"), default=False, help_text=_("Personal data: the CNIL must be told within 72 hours.")
    )
    breach_known_at = models.DateTimeField(
        _("known since"), null=True, blank=True, help_text=_("The 72 hours count from here.")
    )
    breach_decision = models.CharField(
        _("told to the CNIL"), max_length=12, choices=BreachDecision.choices, blank=True, default=BreachDecision.PENDING
    )
    breach_note = models.TextField(
        _("why, and what was done"),
        blank=True,
        help_text=_("For your own register, which the law asks for; not published."),
    )
    postmortem = models.TextField(_("account of what happened"), blank=True, help_text=_("Markdown."))
    is_published = models.BooleanField(_("published"), default=True)
    phase = models.CharField(max_length=12, choices=Phase.choices, blank=True, default="", editable=False)

    class QuerySet(models.QuerySet):
        def published(self):
            """What everybody may read."""
            return self.filter(is_published=True)

        def ongoing(self, now=None):
            """Open at this moment: begun and not over."""
            now = now or timezone.now()
            return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)

        def worst_first(self):
            """Incidents before maintenances, then by severity, then the latest."""
            worst = list(reversed(Severity.values))
            rank = Case(*(When(severity=one, then=place) for place, one in enumerate(worst)), default=len(worst))
            is_maintenance = Case(When(kind=Kind.MAINTENANCE, then=1), default=0)
            return self.order_by(is_maintenance, rank, "-starts_at", "-number")

        def planned(self, now=None):
            """Not begun yet, soonest first."""
            return self.filter(starts_at__gt=now or timezone.now()).order_by("starts_at", "number")

        def over(self, now=None):
            """Ended, latest first."""
            return self.filter(ends_at__lte=now or timezone.now()).order_by("-starts_at", "-number")

        def open_first(self, now=None):
            """What lasts, then what is over, each latest first."""
            is_over = Case(When(ends_at__lte=now or timezone.now(), then=1), default=0)
            return self.order_by(is_over, "-starts_at", "-number")

        def of_year(self, year: int):
            return self.filter(starts_at__year=year)

        def with_touched(self):
            """With the services and parts that it touches."""
            return self.prefetch_related("touched__service", "parts__component")

        def with_details(self):
            """With what it touches, what was said, and how states changed, for pages that show all."""
            return self.with_touched().prefetch_related("touched__changes", "updates")

        def on_service(self, service):
            return self.filter(touched__service=service)

        def to_move_on(self, now=None):
            """Maintenances whose beginning or end has come and was not told yet, however long ago."""
            now = now or timezone.now()
            begun = Q(phase=Phase.PLANNED, starts_at__lte=now)
            ended = Q(phase__in=(Phase.PLANNED, Phase.IN_PROGRESS), ends_at__lte=now)
            return self.published().filter(begun | ended, kind=Kind.MAINTENANCE).order_by("pk")

        def breaches_to_decide(self):
            """Data lost or exposed, and nobody has said yet what was done about the CNIL; the most urgent first."""
            undecided = self.filter(data_lost=True, breach_decision=BreachDecision.PENDING)
            return undecided.exclude(breach_known_at=None).order_by("breach_known_at", "pk")

    objects = models.Manager.from_queryset(QuerySet)()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-starts_at", "-number"]
        indexes = [models.Index(fields=["is_published", "-starts_at"], name="incidents_public_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="incidents_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.MAINTENANCE) | Q(phase=""), name="incidents_phase_of_maintenance_alone"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.MAINTENANCE) | Q(ends_at__isnull=False), name="incidents_maintenance_has_end"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident", args=[self.number])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def started_at(self):
        """The name that components/notice.html knows."""
        return self.starts_at

    @property
    def is_maintenance(self) -> bool:
        return self.kind == Kind.MAINTENANCE

    def is_ongoing(self, now=None) -> bool:
        now = now or timezone.now()
        return self.starts_at <= now and (self.ends_at is None or self.ends_at > now)

    def is_planned(self, now=None) -> bool:
        return self.starts_at > (now or timezone.now())

    @property
    def is_over(self) -> bool:
        """Whether it was said to be over: a maintenance may be a minute past its end before that."""
        return self.phase == Phase.DONE if self.is_maintenance else self.ends_at is not None

    def phase_at(self, now=None) -> str:
        """How far a maintenance is by its dates, whether the task that tells it has run or not."""
        if self.is_planned(now):
            return Phase.PLANNED
        return Phase.IN_PROGRESS if self.is_ongoing(now) else Phase.DONE

    def breach_deadline(self):
        """Until when the CNIL must be told; None when nothing is to decide."""
        is_open = self.data_lost and self.breach_decision == BreachDecision.PENDING and self.breach_known_at
        return self.breach_known_at + BREACH_DELAY if is_open else None

    def duration(self, now=None) -> timedelta:
        """How long it lasted, or has lasted so far."""
        return max((self.ends_at or now or timezone.now()) - self.starts_at, timedelta())
