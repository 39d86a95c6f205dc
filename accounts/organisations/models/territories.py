"""Territories and who looks after them."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from accounts.people.roles import Role


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

        def held_by(self, person, day=None):
            """Those that a person holds on a day (today): their own, and those they stand in for."""
            standing_in = Delegation.objects.in_force(day).filter(to=person).values("appointment")
            return self.current(day).filter(Q(person=person) | Q(pk__in=standing_in))

        def covering(self, territory):
            """Appointments for the territory or one above it."""
            step = Territory.steplen
            above = [territory.path[:end] for end in range(step, len(territory.path) + 1, step)]
            return self.filter(territory__path__in=above)

        def with_replacements(self):
            """So that `answering` asks nothing more."""
            in_force = Delegation.objects.in_force().select_related("to")
            return self.prefetch_related(models.Prefetch("delegations", in_force, to_attr="replaced_by"))

        def nearest_to(self, territory, *, besides=None) -> list["Referent"]:
            """Those in force who answer first: of the nearest territory, going up, where any other than `besides`
            answers (whoever asks does not decide on their own request). Each with who is `answering`."""
            found = self.current().covering(territory).select_related("person", "territory").with_replacements()
            found = [one for one in found if besides is None or one.answering.pk != besides.pk]
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

    def clean(self) -> None:
        """In words, ahead of the constraint that would name itself."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day comes before the first.")})

    @property
    def replacement(self) -> "Delegation | None":
        """Who stands in today, and until when."""
        if not hasattr(self, "replaced_by"):
            self.replaced_by = list(self.delegations.in_force().select_related("to"))
        return next(iter(self.replaced_by), None)

    @property
    def answering(self):
        """The person to turn to today."""
        return self.replacement.to if self.replacement else self.person


class Delegation(models.Model):
    """While a referent is away, another referent or somebody of the team stands in: the same rights in the same
    territory, between two dates. Rows are never taken away: they say who could decide on which day."""

    wagtail_reference_index_ignore = True

    appointment = models.ForeignKey(
        Referent, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("appointment")
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="delegations_held",
        verbose_name=_("stands in"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("noted by")
    )
    made_at = models.DateTimeField(_("noted on"), default=timezone.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended early on"), null=True, editable=False)

    class QuerySet(models.QuerySet):
        def in_force(self, day=None):
            """Those of a day (today), for somebody who can sign in and could be asked to stand in on that day too: it
            does not outlive an appointment of their own, or their place in the team."""
            day = day or timezone.localdate()
            found = self.filter(starts_on__lte=day, ends_on__gte=day, ended_at=None, to__is_active=True)
            own = Referent.objects.current(day).filter(person=OuterRef("to"))
            team = Group.objects.filter(user=OuterRef("to"), name=Role.STAFF.value)
            return found.filter(Q(Exists(own)) | Q(Exists(team)) | Q(to__is_superuser=True))

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="organisations_delegation_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.to}, {self.appointment}"
