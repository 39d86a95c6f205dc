"""Yearly activity reports: words, figures, accounts."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class ActivityReport(ClusterableModel):
    """A year told with its figures. A correction is a new revision; the page shows the latest one published,
    and each one stays at its own address. A published row never changes: the database refuses it."""

    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2200)])
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    correction = models.CharField(_("what was corrected"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("text"), help_text=_("Markdown."))
    published_on = models.DateField(_("published on"), null=True, blank=True, help_text=_("Empty while it is a draft."))

    class QuerySet(models.QuerySet):
        def published(self):
            """The latest published revision of each year, latest year first."""
            latest = ActivityReport.objects.filter(year=OuterRef("year")).exclude(published_on=None)
            newest = Subquery(latest.order_by("-revision").values("pk")[:1])
            return self.filter(pk=newest).order_by("-year")

    objects = models.Manager.from_queryset(QuerySet)()

    class Meta:
        verbose_name = _("activity report")
        verbose_name_plural = _("activity reports")
        ordering = ["-year", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["year", "revision"], name="transparency_one_report_per_revision")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("transparency:report", args=[self.year])

    def get_revision_url(self) -> str:
        """Of this very revision, whatever is corrected later."""
        return reverse("transparency:report_revision", args=[self.year, self.revision])

    def lines_of(self, side: str) -> list["ReportLine"]:
        return [line for line in self.lines.all() if line.side == side]

    def total(self, side: str) -> Decimal:
        return sum((line.amount for line in self.lines_of(side)), Decimal())

    @property
    def result(self) -> Decimal:
        """Income less expenditure."""
        return self.total(ReportLine.Side.INCOME) - self.total(ReportLine.Side.EXPENDITURE)


class ReportFigure(models.Model):
    """A figure of the year. `name` is stable from year to year, so that years can be compared."""

    report = ParentalKey(ActivityReport, on_delete=models.CASCADE, related_name="figures")
    name = models.SlugField(_("short name"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    chart = models.CharField(
        _("chart"), max_length=60, blank=True, help_text=_("Figures with the same word here share a chart.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("figure of a report")
        verbose_name_plural = _("figures of a report")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "name"], name="transparency_figure_once")]

    def __str__(self) -> str:
        return self.label


class ReportLine(models.Model):
    """A line of the accounts, in euros."""

    class Side(models.TextChoices):
        INCOME = "income", _("income")
        EXPENDITURE = "expenditure", _("expenditure")

    report = ParentalKey(ActivityReport, on_delete=models.CASCADE, related_name="lines")
    side = models.CharField(_("side"), max_length=12, choices=Side.choices)
    label = models.CharField(_("label"), max_length=150)
    amount = models.DecimalField(_("amount in euros"), max_digits=12, decimal_places=2)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("line of the accounts")
        verbose_name_plural = _("lines of the accounts")
        ordering = ["side", "position", "pk"]

    def __str__(self) -> str:
        return self.label
