"""Who wants mails about incidents, with an address alone; and what is still to be told to them."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.link_keys import new_key

from .incident import Incident
from .update import IncidentUpdate

# An address that nobody confirmed is forgotten.
CONFIRM_WITHIN = timedelta(hours=48)


class Subscriber(models.Model):
    """An address and nothing else of whoever is behind it. The row is all that is known of them: it goes when they
    leave. `key` stands in the links of the mails; with the row it is worth nothing any more."""

    email = models.EmailField(_("address"), unique=True)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    all_services = models.BooleanField(_("all services, those to come as well"), default=False)
    services = models.ManyToManyField(
        "services.Service", blank=True, related_name="+", verbose_name=_("services"), db_table="incidents_subscribed"
    )

    class QuerySet(models.QuerySet):
        def confirmed(self):
            return self.exclude(confirmed_at=None)

        def who_want(self, service_ids, at):
            """Confirmed by then, for one of these services or for all."""
            chosen = self.model.services.through.objects.filter(service_id__in=service_ids).values("subscriber_id")
            return self.filter(Q(all_services=True) | Q(pk__in=chosen), confirmed_at__lte=at)

        def past_their_time(self, now=None):
            """Asked for, and never confirmed."""
            return self.filter(confirmed_at=None, asked_at__lte=(now or timezone.now()) - CONFIRM_WITHIN)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription to incidents")
        verbose_name_plural = _("subscriptions to incidents")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def was_told_of(self, incident: Incident, at) -> bool:
        """Whether a step of this incident at this moment is mailed to it: `who_want` for one that is confirmed, without
        a query where both their services are loaded."""
        chosen = {one.pk for one in self.services.all()}
        is_wanted = self.all_services or any(one.service_id in chosen for one in incident.touched.all())
        return is_wanted and self.confirmed_at <= at


class Broadcast(models.Model):
    """One step of an incident to mail to subscribers: written with the step itself, so that no kill loses it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    update = models.OneToOneField(IncidentUpdate, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    done_at = models.DateTimeField(_("all told"), null=True, blank=True)

    class Meta:
        verbose_name = _("step to tell")
        verbose_name_plural = _("steps to tell")
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="incidents_untold")]

    def __str__(self) -> str:
        return f"{self.incident}, {self.at:%Y-%m-%d %H:%M}"
