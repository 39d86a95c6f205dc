"""The criteria of the charter, as data: what is promised, whether it is held, and the page that shows it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Criterion(models.Model):
    """A criterion in our own words, to check against the text in force until staff have done so."""

    class Part(models.TextChoices):
        COLLECTIVE = "collectif", pgettext_lazy("charter", "Collective")
        HOSTERS = "hebergeurs", pgettext_lazy("charter", "Hosters")
        ALTERNATIVE = "alternatifs", pgettext_lazy("charter", "Alternative")
        TRANSPARENT = "transparents", pgettext_lazy("charter", "Transparent")
        OPEN = "ouverts", pgettext_lazy("charter", "Open")
        NEUTRAL = "neutres", pgettext_lazy("charter", "Neutral")
        SOLIDARY = "solidaires", pgettext_lazy("charter", "Solidary")

    class Level(models.TextChoices):
        REQUIRED = "required", _("required")
        RECOMMENDED = "recommended", _("recommended")

    class State(models.TextChoices):
        TO_CHECK = "to_check", _("to check")
        HELD = "held", _("held")
        PARTIAL = "partial", _("partly held")
        NOT_HELD = "not_held", _("not held")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    code = models.CharField(_("code"), max_length=12, unique=True)
    part = models.CharField(_("part"), max_length=14, choices=Part.choices)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    text = models.CharField(_("criterion"), max_length=400)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.TO_CHECK)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    evidence_url = models.CharField(_("address of the evidence"), max_length=300, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    charter_version = models.CharField(_("version of the charter"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criterion of the charter")
        verbose_name_plural = _("criteria of the charter")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code
