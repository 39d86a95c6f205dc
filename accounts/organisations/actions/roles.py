"""Who belongs and who answers: joining, changing role, leaving. Never does the last manager go without a successor."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Invitation, JoinRequest, Membership, Organisation, OrganisationEvent
from ..signals import membership_changed, role_changed
from . import Refused, history

Kind, Role = OrganisationEvent.Kind, Membership.Role


def let_in(*, organisation: Organisation, person, role=Role.MEMBER, by=None) -> Membership:
    """Make the person a member; one who is already keeps the higher role. The caller holds the organisation's lock."""
    membership, created = Membership.objects.get_or_create(
        person=person, organisation=organisation, defaults={"role": role}
    )
    if created:
        history.note(organisation, Kind.JOINED, by=by, about=person)
        if role == Role.MANAGER:
            history.note(organisation, Kind.BECAME_MANAGER, by=by, about=person)
        membership_changed.send(sender=Membership, organisation=organisation, person=person)
    elif role == Role.MANAGER and membership.role != role:
        _set_role(membership, role, by=by)
    waiting = organisation.join_requests.waiting().filter(person=person)
    waiting.update(state=JoinRequest.State.ACCEPTED, decided_at=timezone.now())
    return membership


@transaction.atomic
def add_member(*, organisation: Organisation, person, role: str, by, since=None, until=None) -> Membership:
    """Done by staff for somebody who belongs to it already outside this site; they are told."""
    organisation = history.lock_to_manage(organisation, by)
    membership = let_in(organisation=organisation, person=person, role=role, by=by)
    Membership.objects.filter(pk=membership.pk).update(since=since or membership.since, until=until)
    title, values = gettext_lazy("You now belong to %(name)s"), {"name": organisation.name}
    key = f"member-{membership.pk}-added"
    history.tell_of(organisation, [person], key=key, title=title, values=values, url="/compte/", by=by)
    return Membership.objects.get(pk=membership.pk)


@transaction.atomic
def set_dates(*, membership: Membership, since, until, by) -> Membership:
    """From when to when somebody belongs; renewing is a later last day."""
    organisation = history.lock_to_manage(membership.organisation, by)
    membership = _still_there(membership)
    if (membership.since, membership.until) != (since, until):
        membership.since, membership.until = since, until
        membership.save(update_fields=["since", "until"])
        history.note(organisation, Kind.RENEWED, by=by, about=membership.person)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by) -> Membership:
    """Done by a manager, or by whoever looks after the territory (a referent names one where nobody is left)."""
    organisation = history.lock_to_manage(membership.organisation, by)
    membership = _still_there(membership)
    if membership.role == role:
        return membership
    if role == Role.MEMBER:
        _refuse_if_last(organisation, membership)
    if role == Role.MANAGER and not membership.person.is_active:
        raise Refused(_("This account is closed: choose somebody else."))
    event = _set_role(membership, role, by=by)
    now, no_longer = gettext_lazy("You now answer for %(name)s"), gettext_lazy("You no longer answer for %(name)s")
    history.tell_of(
        organisation,
        [membership.person],
        key=f"event-{event.pk}",
        title=now if role == Role.MANAGER else no_longer,
        values={"name": organisation.name},
        by=by,
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by) -> None:
    """Take somebody out; they are told."""
    organisation = history.lock_to_manage(membership.organisation, by)
    membership = _still_there(membership)
    if membership.person_id == by.pk:
        raise Refused(_("To go yourself, choose “Leave”."))
    _refuse_if_last(organisation, membership)
    event = _end(membership, Kind.REMOVED, by=by)
    title, values = gettext_lazy("You no longer belong to %(name)s"), {"name": organisation.name}
    history.tell_of(
        organisation, [membership.person], key=f"event-{event.pk}", title=title, values=values, url="/compte/", by=by
    )


@transaction.atomic
def leave(*, organisation: Organisation, person, successor: Membership | None = None) -> None:
    """Go. The last manager names a successor among the members first; raises Refused without one."""
    organisation = history.lock(organisation)
    membership = Membership.objects.filter(organisation=organisation, person=person).first()
    if membership is None:
        raise PermissionDenied
    if is_last_manager(organisation, membership):
        if successor is None:
            raise Refused(_("Somebody must answer for the association: name a successor first."))
        successor = _still_there(successor)
        if successor.organisation_id != organisation.pk or successor.pk == membership.pk:
            raise PermissionDenied
        if not successor.person.is_active:
            raise Refused(_("This account is closed: choose somebody else."))
        _set_role(successor, Role.MANAGER, by=person)
        title, values = gettext_lazy("You now answer for %(name)s"), {"name": organisation.name}
        history.tell_of(
            organisation, [successor.person], key=f"successor-{membership.pk}", title=title, values=values, by=person
        )
    event = _end(membership, Kind.LEFT, by=person)
    title, values = gettext_lazy("%(person)s has left"), {"person": person.public_name}
    managers = history.managers_of(organisation)
    history.tell_of(organisation, managers, key=f"event-{event.pk}", title=title, values=values, by=person)


def leave_all(person, **_kwargs) -> None:
    """Ahead of the erasure of an account: the histories say that somebody left, and name nobody."""
    for membership in Membership.objects.filter(person=person).select_related("organisation"):
        with transaction.atomic():
            history.note(membership.organisation, Kind.LEFT)
            Membership.objects.filter(pk=membership.pk).delete()


def is_last_manager(organisation: Organisation, membership: Membership) -> bool:
    """Nobody else answers for it who can sign in. A closed one needs nobody."""
    if organisation.closed_at or membership.role != Role.MANAGER:
        return False
    return not organisation.memberships.managers().exclude(pk=membership.pk).exists()


def _refuse_if_last(organisation, membership) -> None:
    if is_last_manager(organisation, membership):
        raise Refused(_("Somebody must answer for the association: name another manager first."))


def _still_there(membership: Membership) -> Membership:
    found = Membership.objects.filter(pk=membership.pk).select_related("person", "organisation").first()
    if found is None:
        raise Refused(_("This person has left in the meantime."))
    return found


def _set_role(membership: Membership, role: str, *, by) -> OrganisationEvent:
    membership.role = role
    membership.save(update_fields=["role"])
    kind = Kind.BECAME_MANAGER if role == Role.MANAGER else Kind.BECAME_MEMBER
    if role != Role.MANAGER:
        _revoke_invitations_of(membership)
    role_changed.send(sender=Membership, organisation=membership.organisation, person=membership.person)
    return history.note(membership.organisation, kind, by=by, about=membership.person)


def _end(membership: Membership, kind, *, by) -> OrganisationEvent:
    organisation, person = membership.organisation, membership.person
    _revoke_invitations_of(membership)
    Membership.objects.filter(pk=membership.pk).delete()
    membership_changed.send(sender=Membership, organisation=organisation, person=person)
    return history.note(organisation, kind, by=by, about=person)


def _revoke_invitations_of(membership: Membership) -> None:
    """Links and invitations to answer for it do not outlive the role of whoever made them."""
    theirs = membership.organisation.invitations.waiting().filter(invited_by=membership.person_id)
    theirs.exclude(by_mail=True, role=Role.MEMBER).update(state=Invitation.State.REVOKED, address="", kept_for=None)
