"""What an incident touches, and how the state of it changed while it lasted."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from .choices import ServiceState
from .incident import Incident
from .update import IncidentUpdate


class IncidentService(models.Model):
    """A service that an incident touches: the state it had when the incident began, which staff may correct; messages
    change it afterwards (`changes`). `restored_at` is since when it is operational, where that was before the end."""

    incident = ParentalKey(Incident, on_delete=models.CASCADE, related_name="touched")
    service = models.ForeignKey(
        "services.Service", on_delete=models.CASCADE, related_name="incidents", verbose_name=_("service")
    )
    state = models.CharField(
        _("state at the beginning"),
        max_length=20,
        choices=ServiceState.choices,
        default=ServiceState.SLOW,
        help_text=_("What changed afterwards stands in the messages."),
    )
    restored_at = models.DateTimeField(
        _("restored"), null=True, blank=True, help_text=_("Only where it was operational before the end.")
    )

    class QuerySet(models.QuerySet):
        def not_restored(self):
            """Each with its `present` state."""
            changes = StateChange.objects.filter(touched=OuterRef("pk")).exclude(state=ServiceState.OPERATIONAL)
            last = Subquery(changes.order_by("-update__at", "-update_id").values("state")[:1])
            return self.filter(restored_at=None).annotate(present=Coalesce(last, F("state")))

    objects = models.Manager.from_queryset(QuerySet)()

    class Meta:
        verbose_name = _("service touched")
        verbose_name_plural = _("services touched")
        constraints = [models.UniqueConstraint(fields=["incident", "service"], name="incidents_service_once")]

    def __str__(self) -> str:
        return f"{self.service}, {self.get_state_display()}"

    def last_state(self) -> ServiceState:
        """The present one, or the last before it was restored or the incident over. No query where `changes` are
        loaded."""
        said = self._said()
        return ServiceState(said[-1].state if said else self.state)

    def state_now(self) -> ServiceState:
        """As long as the incident lasts."""
        return ServiceState.OPERATIONAL if self.restored_at else self.last_state()

    def worst_state(self) -> ServiceState:
        """Over the whole incident."""
        states = [self.state, *(one.state for one in self._said())]
        return max((ServiceState(one) for one in states), key=lambda one: one.rank)

    def spans(self, until: datetime) -> Iterator[tuple[ServiceState, datetime, datetime]]:
        """(state, from, to) of all the time in which it was not operational, in order; what lasts goes up to `until`.
        No query where `changes` and `incident` are loaded."""
        begun, over = self.incident.starts_at, self.restored_at or self.incident.ends_at or until
        steps = [(begun, self.state), *((max(one.update.at, begun), one.state) for one in self._said())]
        ends = [at for at, _state in steps[1:]] + [over]
        for place, ((start, state), end) in enumerate(zip(steps, ends, strict=True)):
            end, is_last = min(end, over), place == len(steps) - 1
            if state != ServiceState.OPERATIONAL and (end > start or (is_last and end == start)):
                yield ServiceState(state), start, end

    def _said(self) -> list:
        """Its changes. That it is operational at last is for `restored_at` alone to say, which staff may correct."""
        changes = list(self.changes.all())
        while changes and changes[-1].state == ServiceState.OPERATIONAL:
            changes.pop()
        return changes


class ComponentState(models.Model):
    """A part of a service that an incident touches: its last state in it, and when it was restored if before the
    end."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="parts")
    component = models.ForeignKey(
        "services.Component", on_delete=models.CASCADE, related_name="incidents", verbose_name=_("part")
    )
    state = models.CharField(_("state"), max_length=20, choices=ServiceState.choices, default=ServiceState.SLOW)
    restored_at = models.DateTimeField(_("restored"), null=True, blank=True)

    class Meta:
        verbose_name = _("part touched")
        verbose_name_plural = _("parts touched")
        constraints = [models.UniqueConstraint(fields=["incident", "component"], name="incidents_component_once")]

    def __str__(self) -> str:
        return f"{self.component}, {self.get_state_display()}"

    def state_now(self) -> ServiceState:
        """Of an incident that is over: the last state before the end."""
        return ServiceState.OPERATIONAL if self.restored_at else ServiceState(self.state)


class StateChange(models.Model):
    """A message of the log says that a service is in another state from then on. Append-only: the database refuses to
    change a row (`portal.core.immutable`); it goes with the service that was entered by mistake."""

    class WithUpdates(models.Manager):
        """Each with its message, which has the moment."""

        def get_queryset(self):
            return super().get_queryset().select_related("update")

    touched = models.ForeignKey(IncidentService, on_delete=models.CASCADE, related_name="changes")
    update = models.ForeignKey(IncidentUpdate, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(_("state"), max_length=20, choices=ServiceState.choices)

    objects = WithUpdates()

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["update__at", "update_id"]
        constraints = [models.UniqueConstraint(fields=["update", "touched"], name="incidents_one_change_a_message")]

    def __str__(self) -> str:
        return f"{self.touched_id}, {self.get_state_display()}"
