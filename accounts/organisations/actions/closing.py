"""The end of an organisation: a manager asks, the referent or the team confirms. What belongs to it follows by
signal (`signals.organisation_closed`)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.roles import Role, has_role

from .. import rules
from ..models import Closure, Invitation, Organisation, OrganisationEvent
from ..signals import organisation_closed, organisation_reopened
from . import Refused, history, joining

Kind, State = OrganisationEvent.Kind, Closure.State


@transaction.atomic
def ask_closure(*, organisation: Organisation, by, reason: str) -> Closure:
    """One at a time: a second click gets the first one's."""
    organisation = history.lock_to_manage(organisation, by)
    if organisation.closed_at:
        raise Refused(_("This association is closed."))
    asked = organisation.closures.filter(state=State.ASKED).first()
    if asked is not None:
        return asked
    closure = Closure.objects.create(organisation=organisation, asked_by=by, reason=reason)
    history.note(organisation, Kind.CLOSURE_ASKED, by=by, reason=reason)
    title, values = gettext_lazy("%(name)s asks to be closed"), {"name": organisation.name}
    people = history.caretakers_of(organisation, besides=by)
    key, url = f"closure-{closure.pk}", reverse("organisations:life", args=[organisation.slug])
    history.ask_to_decide(organisation, people, key=key, title=title, values=values, text=reason, url=url, by=by)
    others = [one for one in history.managers_of(organisation) if one not in people]
    history.tell_of(organisation, others, key=key, title=title, values=values, text=reason, url=url, by=by)
    return closure


@transaction.atomic
def withdraw_closure(*, closure: Closure, by) -> None:
    """Any manager may think better of it while nothing is decided."""
    closure, organisation = _open(closure, by)
    _decide(closure, State.WITHDRAWN, by)
    history.note(organisation, Kind.CLOSURE_WITHDRAWN, by=by)


@transaction.atomic
def confirm_closure(*, closure: Closure, by) -> Organisation:
    """From now on nobody manages it, joins it or asks in its name; its members are told."""
    closure, organisation = _open_for_caretaker(closure, by)
    people = list(organisation.members.filter(is_active=True))
    _decide(closure, State.CONFIRMED, by)
    organisation.closed_at = timezone.now()
    organisation.save(update_fields=["closed_at"])
    organisation.invitations.waiting().update(state=Invitation.State.REVOKED, address="", kept_for=None)
    joining.refuse_with_closure(organisation=organisation, by=by)
    history.note(organisation, Kind.CLOSED, by=by)
    organisation_closed.send(sender=Organisation, organisation=organisation, by=by)
    title, values = gettext_lazy("%(name)s is closed"), {"name": organisation.name}
    history.tell_of(organisation, people, key=f"closure-{closure.pk}-decided", title=title, values=values, by=by)
    return organisation


@transaction.atomic
def refuse_closure(*, closure: Closure, by, reason: str) -> None:
    """It stays open; the managers read why."""
    closure, organisation = _open_for_caretaker(closure, by)
    _decide(closure, State.REFUSED, by)
    history.note(organisation, Kind.CLOSURE_REFUSED, by=by, reason=reason)
    title, values = gettext_lazy("%(name)s stays open"), {"name": organisation.name}
    people = history.managers_of(organisation)
    history.tell_of(
        organisation, people, key=f"closure-{closure.pk}-decided", title=title, values=values, text=reason, by=by
    )


@transaction.atomic
def reopen(*, organisation: Organisation, by, reason: str) -> Organisation:
    """The team alone takes a closure back."""
    organisation = history.lock(organisation)
    if not has_role(by, Role.STAFF):
        raise PermissionDenied
    if organisation.closed_at is None:
        return organisation
    organisation.closed_at = None
    organisation.save(update_fields=["closed_at"])
    event = history.note(organisation, Kind.REOPENED, by=by, reason=reason)
    organisation_reopened.send(sender=Organisation, organisation=organisation)
    title, values = gettext_lazy("%(name)s is open again"), {"name": organisation.name}
    people = history.managers_of(organisation)
    history.tell_of(organisation, people, key=f"event-{event.pk}", title=title, values=values, text=reason, by=by)
    return organisation


def _open(closure: Closure, by) -> tuple[Closure, Organisation]:
    organisation = history.lock_to_manage(closure.organisation, by)
    closure = Closure.objects.select_for_update().get(pk=closure.pk)
    if closure.state != State.ASKED:
        raise Refused(_("Somebody else has decided in the meantime: nothing was done twice."))
    return closure, organisation


def _open_for_caretaker(closure: Closure, by) -> tuple[Closure, Organisation]:
    """Whoever asked does not confirm."""
    closure, organisation = _open(closure, by)
    if not rules.may_decide_closure(by, closure):
        raise PermissionDenied
    return closure, organisation


def _decide(closure: Closure, state, by) -> None:
    closure.state, closure.decided_by, closure.decided_at = state, by, timezone.now()
    closure.save(update_fields=["state", "decided_by", "decided_at"])
