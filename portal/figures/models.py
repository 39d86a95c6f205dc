"""What was counted, night after night."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Figure(models.Model):
    """A count of one day. `territory` is a code (« 53 »); empty for the whole house. `value` is None where it is about
    too few people to be told: the number is kept nowhere."""

    name = models.SlugField(_("name"), max_length=60)
    day = models.DateField(_("day"))
    territory = models.CharField(_("territory"), max_length=20, blank=True)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True)

    class QuerySet(models.QuerySet):
        def of(self, name: str, territory: str = ""):
            """One figure through time, latest first."""
            return self.filter(name=name, territory=territory).order_by("-day")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["-day", "name", "territory"]
        constraints = [models.UniqueConstraint(fields=["name", "day", "territory"], name="figures_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"


class PageViews(models.Model):
    """How many pages of a section of the site were read on a day, as the web server's log without addresses says."""

    day = models.DateField(_("day"))
    section = models.SlugField(_("section"), max_length=30)
    count = models.PositiveIntegerField(_("pages read"), default=0)

    class Meta:
        verbose_name = _("pages read in a section")
        verbose_name_plural = _("pages read by section")
        ordering = ["-day", "section"]
        constraints = [models.UniqueConstraint(fields=["day", "section"], name="figures_section_once_a_day")]

    def __str__(self) -> str:
        return f"{self.section}, {self.day}"


class ReadLog(models.Model):
    """How far a log was read. `head` is the digest of its first line, by which a new file of the same name is known."""

    path = models.CharField(_("file"), max_length=300, unique=True)
    head = models.CharField(_("digest of its first line"), max_length=64)
    offset = models.PositiveBigIntegerField(_("read up to, in bytes"), default=0)

    class Meta:
        verbose_name = _("log that was read")
        verbose_name_plural = _("logs that were read")

    def __str__(self) -> str:
        return self.path
