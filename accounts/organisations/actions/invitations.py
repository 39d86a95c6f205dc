"""Inviting people in. Nothing here depends on whether an address has an account: nobody learns it from the answer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.link_keys import digest_of, new_key
from portal.notifications.actions import send
from portal.notifications.models import Mail

from .. import rules
from ..models import Invitation, Membership, Organisation, OrganisationEvent
from . import InvitationGone, Refused, history
from .roles import let_in

Kind, State = OrganisationEvent.Kind, Invitation.State

PER_DAY = 500  # of one organisation: enough for the largest to invite everybody at once
WAIT_BEFORE_AGAIN = timedelta(minutes=30)
TIMES = 5  # mails of one invitation
MAIL_KEY = "invitation-"


@transaction.atomic
def invite_by_mail(
    *, organisation: Organisation, by, address: str, role=Membership.Role.MEMBER, days: int = 14
) -> Invitation:
    """Write to an address. One that is invited already is not written to again: its invitation is returned."""
    organisation = history.lock_to_manage(organisation, by)
    address = address.strip().lower()
    for other in organisation.invitations.waiting().filter(address=address):
        if not other.is_expired and rules.serves(other):
            return other
        _end(other, State.LAPSED)
    invitation, token = _make(organisation, by, days=days, address=address, by_mail=True, role=role)
    _mail(invitation, token)
    return invitation


@transaction.atomic
def invite_by_link(*, organisation: Organisation, by, days: int = 14) -> tuple[Invitation, str]:
    """The invitation and its token, which is told this once and kept nowhere."""
    organisation = history.lock_to_manage(organisation, by)
    return _make(organisation, by, days=days)


def _make(organisation, by, *, days: int, **fields) -> tuple[Invitation, str]:
    if organisation.closed_at:
        raise Refused(_("This association is closed."))
    since = timezone.now() - timedelta(days=1)
    if organisation.invitations.filter(created_at__gt=since).count() >= PER_DAY:
        raise Refused(_("That is a lot of invitations for one day: go on tomorrow."))
    token = new_key()
    invitation = Invitation.objects.create(
        organisation=organisation,
        invited_by=by,
        token_digest=digest_of(token),
        expires_at=timezone.now() + timedelta(days=days),
        **fields,
    )
    history.note(organisation, Kind.INVITED, by=by)
    return invitation, token


@transaction.atomic
def send_again(*, invitation: Invitation, by, days: int = 14) -> Invitation:
    """Write once more, with a new token: the one of the former mail no longer serves."""
    organisation = history.lock_to_manage(invitation.organisation, by)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    over = invitation.state != State.WAITING or not invitation.address or organisation.closed_at
    if over or not rules.serves(invitation):
        raise Refused(_("This invitation is over."))
    if invitation.times_sent >= TIMES or timezone.now() - invitation.sent_at < WAIT_BEFORE_AGAIN:
        raise Refused(_("It has just been sent, or has been sent often enough: one mail too many is a nuisance."))
    token = new_key()
    invitation.token_digest = digest_of(token)
    invitation.sent_at, invitation.times_sent = timezone.now(), invitation.times_sent + 1
    invitation.expires_at = invitation.sent_at + timedelta(days=days)
    invitation.save(update_fields=["token_digest", "sent_at", "times_sent", "expires_at"])
    history.note(organisation, Kind.INVITED_AGAIN, by=by)
    _mail(invitation, token)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by) -> None:
    """From now on it lets nobody in. One that is over stays as it is."""
    organisation = history.lock_to_manage(invitation.organisation, by)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.state == State.WAITING:
        _end(invitation, State.REVOKED)
        history.note(organisation, Kind.INVITATION_REVOKED, by=by)


def find(token: str) -> Invitation:
    """The invitation that a token opens; raises InvitationGone."""
    found = Invitation.objects.usable().of_token(token).select_related("organisation__territory", "invited_by").first()
    if found is None or not rules.serves(found):
        raise InvitationGone
    return found


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person) -> Membership:
    """The person joins; raises InvitationGone when somebody was faster or it was withdrawn meanwhile."""
    organisation = history.lock(invitation.organisation)
    invitation = Invitation.objects.usable().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if invitation is None or not rules.serves(invitation) or not rules.lets_in(invitation, person):
        raise InvitationGone
    membership = let_in(organisation=organisation, person=person, role=invitation.role, by=invitation.invited_by)
    _end(invitation, State.ACCEPTED)
    _tell_of_acceptance(invitation, organisation, person)
    return membership


def _tell_of_acceptance(invitation: Invitation, organisation: Organisation, person) -> None:
    """Whoever invited; those who answer for it where they no longer do."""
    people, title = [invitation.invited_by], gettext_lazy("%(name)s has accepted your invitation")
    if not rules.may_invite(invitation.invited_by, organisation):
        people, title = history.managers_of(organisation), gettext_lazy("%(name)s has accepted an invitation")
    values = {"name": person.public_name}
    history.tell_of(organisation, people, key=f"invitation-{invitation.pk}", title=title, values=values, by=person)


@transaction.atomic
def decline_invitation(*, invitation: Invitation) -> None:
    """Whoever holds the token does not want it."""
    Invitation.objects.waiting().filter(pk=invitation.pk).update(state=State.DECLINED, address="", kept_for=None)


def keep_for(*, token: str, person) -> None:
    """Somebody signs up from an invitation: they join once their own address is confirmed and they sign in."""
    Invitation.objects.usable().of_token(token).update(kept_for=person)


def land(*, person) -> list[Organisation]:
    """Let a person who signed in join what they signed up for; one that is gone meanwhile is passed over."""
    joined = []
    for invitation in Invitation.objects.usable().filter(kept_for=person).select_related("organisation"):
        try:
            joined.append(accept_invitation(invitation=invitation, person=person).organisation)
        except InvitationGone:
            continue
    return joined


@transaction.atomic
def forget_expired(*, days: int = 30) -> int:
    """Addresses of invitations that nobody answered are kept no longer, nor are the mails of those that are over; how
    many invitations were forgotten."""
    old = Invitation.objects.waiting().filter(expires_at__lt=timezone.now() - timedelta(days=days))
    count = old.update(state=State.LAPSED, address="", kept_for=None)
    mails = Mail.objects.filter(key__startswith=MAIL_KEY, state__in=(Mail.State.SENT, Mail.State.FAILED))
    invitation_of = {key: int(key.removeprefix(MAIL_KEY).split("-")[0]) for key in mails.values_list("key", flat=True)}
    waiting = set(Invitation.objects.waiting().values_list("pk", flat=True))
    over = [key for key, invitation in invitation_of.items() if invitation not in waiting]
    for begin in range(0, len(over), 500):
        Mail.objects.filter(key__in=over[begin : begin + 500]).delete()
    return count


def _end(invitation: Invitation, state) -> None:
    invitation.state, invitation.address, invitation.kept_for = state, "", None
    invitation.save(update_fields=["state", "address", "kept_for"])


def _mail(invitation: Invitation, token: str) -> None:
    """The same words whether the address is known here or not; forgotten once sent, since the link lets in."""
    send(
        name="organisations/invited",
        address=invitation.address,
        context={"invitation": invitation, "organisation": invitation.organisation, "token": token},
        key=f"{MAIL_KEY}{invitation.pk}-{invitation.times_sent}",
        confidential=True,
    )
