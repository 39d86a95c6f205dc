"""A referent who is away lets somebody stand in: rows that say who, from when, until when, noted by whom."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    _tell(
        made,
        "",
        gettext_lazy("You stand in for %(name)s, %(territory)s"),
        gettext_lazy("%(name)s stands in for you, %(territory)s"),
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
        title = gettext_lazy("You no longer stand in for %(name)s, %(territory)s")
        _tell(delegation, "-ended", title, gettext_lazy("%(name)s no longer stands in for you, %(territory)s"), by=by)


def _tell(delegation: Delegation, step: str, to_replacement, to_referent, *, by) -> None:
    """Both hear of it, each in their language, but whoever does it: the team may do it for them."""
    appointment, to = delegation.appointment, delegation.to
    for person, title, other in ((to, to_replacement, appointment.person), (appointment.person, to_referent, to)):
        if person is None or other is None:
            continue
        with translation.override(person.language):
            tell(
                kind=STANDING_IN,
                people=[person],
                key=f"delegation-{delegation.pk}{step}",
                title=str(title) % {"name": other.public_name, "territory": appointment.territory.name},
                text=_("From %(first)s to %(last)s, both days included.") % _days(delegation),
                url=reverse("organisations:delegations"),
                by=by,
            )


def _days(delegation: Delegation) -> dict[str, str]:
    return {"first": date_format(delegation.starts_on), "last": date_format(delegation.ends_on)}
