"""The people of the house and whom it works with."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TeamMember(models.Model):
    """Somebody of the team, as they agreed to be named."""

    class Status(models.TextChoices):
        EMPLOYEE = "employee", pgettext_lazy("team", "employee")
        VOLUNTEER = "volunteer", pgettext_lazy("team", "volunteer")
        ELECTED = "elected", pgettext_lazy("team", "elected")

    name = models.CharField(_("public name"), max_length=80, help_text=_("Only with the person’s agreement."))
    role = models.CharField(_("role"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    words = models.CharField(_("in one sentence"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("person of the team")
        verbose_name_plural = _("people of the team")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """Whom the house works with; the charter asks to name suppliers."""

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", _("supplier")
        FUNDER = "funder", _("funder")
        ALLY = "ally", _("partner")

    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("its site"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    words = models.CharField(
        _("what it does for us"), max_length=300, blank=True, help_text=_("For a supplier: which data it sees, if any.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("partner or supplier")
        verbose_name_plural = _("partners and suppliers")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
