"""What was counted, night after night."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Figure(models.Model):
    """A count of one day. `territory` is a code (« 53 »); empty for the whole house."""

    name = models.SlugField(_("name"), max_length=60)
    day = models.DateField(_("day"))
    territory = models.CharField(_("territory"), max_length=20, blank=True)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)

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
