"""Territories and who looks after them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node


class Territory(MP_Node):
    """National > region > department, any depth. `path` (treebeard) makes a subtree one index range."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("national")
        REGION = "region", _("region")
        DEPARTMENT = "department", _("department")
        LOCAL = "local", _("local")

    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("For instance 53 for Mayenne."))
    name = models.CharField(_("name"), max_length=120)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    contact_note = models.CharField(_("how to reach"), max_length=200, blank=True)

    node_order_by = ["code"]

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")

    def __str__(self) -> str:
        return self.name


class Referent(models.Model):
    """An appointment: this person approves and helps in this territory and all below it, between two dates."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("person")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="referents", verbose_name=_("territory")
    )
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("For instance: head of mission."))
    availability = models.CharField(_("available"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class QuerySet(models.QuerySet):
        def current(self, day=None):
            """Appointments in force on a day (today)."""
            day = day or timezone.localdate()
            return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, person__is_active=True)

        def covering(self, territory):
            """Appointments for the territory or one above it."""
            step = Territory.steplen
            above = [territory.path[:end] for end in range(step, len(territory.path) + 1, step)]
            return self.filter(territory__path__in=above)

        def nearest_to(self, territory, *, besides=None) -> list["Referent"]:
            """Those in force who answer first: of the nearest territory, going up, that has any other than `besides`
            (whoever asks does not decide on their own request)."""
            found = self.current().covering(territory).select_related("person", "territory")
            found = list(found.exclude(person=besides) if besides is not None else found)
            depth = max((one.territory.depth for one in found), default=0)
            return [one for one in found if one.territory.depth == depth]

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("referent")
        verbose_name_plural = _("referents")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="organisations_referent_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.territory}"
