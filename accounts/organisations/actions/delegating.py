"""A referent who is away lets somebody stand in: rows that say who, from when, until when, noted by whom."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.people.roles import Role, has_role
from portal.core.dates import date_format
from portal.notifications.telling import tell

from ..models import Delegation, Referent
from ..rules import may_stand_in
from . import Refused

# The kind of notices.
STANDING_IN = "referent-delegation"


@transaction.atomic
def delegate(*, appointment: Referent, to, starts_on: date, ends_on: date, by) -> Delegation:
    """By the referent or the team; to another referent of today, or to somebody of the team. One at a time."""
    appointment = Referent.objects.select_for_update(of=("self",)).select_related("territory").get(pk=appointment.pk)
    if by.pk != appointment.person_id and not has_role(by, Role.STAFF):
        raise PermissionDenied
    if to.pk == appointment.person_id or not may_stand_in(to):
        raise Refused(_("Only another referent or somebody of the team can stand in."))
    if ends_on < max(starts_on, timezone.localdate()):
        raise Refused(_("The last day comes before the first, or is over."))
    others = appointment.delegations.filter(ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if others.exists():
        raise Refused(_("Somebody stands in on some of these days already: end that first."))
    made = Delegation.objects.create(appointment=appointment, to=to, starts_on=starts_on, ends_on=ends_on, made_by=by)
    with translation.override(to.language):
        tell(
            kind=STANDING_IN,
            people=[to],
            key=f"delegation-{made.pk}",
            title=_("You stand in for %(name)s, %(territory)s")
            % {"name": appointment.person.public_name, "territory": appointment.territory.name},
            text=_("From %(first)s to %(last)s, both days included.") % _days(made),
            url=reverse("organisations:delegations"),
            by=by,
        )
    return made


@transaction.atomic
def end_delegation(*, delegation: Delegation, by) -> None:
    """Back sooner than thought; the row stays."""
    delegation = Delegation.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=delegation.pk)
    if by.pk != delegation.appointment.person_id and not has_role(by, Role.STAFF):
        raise PermissionDenied
    if delegation.ended_at is None and delegation.ends_on >= timezone.localdate():
        delegation.ended_at, delegation.ended_by = timezone.now(), by
        delegation.save(update_fields=["ended_at", "ended_by"])


def _days(delegation: Delegation) -> dict[str, str]:
    return {"first": date_format(delegation.starts_on), "last": date_format(delegation.ends_on)}
