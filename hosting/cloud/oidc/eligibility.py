"""Who may sign in at a server with the portal: asked when the person comes, when the code is exchanged, at renewals.

Only an account that the portal made or whose owner proved it counts, while it is active and until the last day of the
grace period of one that is being closed: people fetch their files then. So they do while a wish to leave the site can
still be cancelled; once it is carried out, the person is inactive here.
"""

from enum import StrEnum

from django.utils import timezone

from accounts.people.roles import needs_second_factor

from ..connection import CredentialsMissing, credentials_of
from ..models import CloudAccount, RelyingParty
from ..nextcloud.identifiers import is_reserved

State = CloudAccount.State


class Refusal(StrEnum):
    """Why not; the page has words for each."""

    INACTIVE = "inactive"
    SECOND_FACTOR = "second-factor"
    NO_ACCOUNT = "no-account"
    PREPARING = "preparing"
    SUSPENDED = "suspended"
    DELETED = "deleted"
    RESERVED = "reserved"


_OF_STATE = {
    State.WANTED: Refusal.PREPARING,
    State.FAILED: Refusal.PREPARING,
    State.SUSPENDED: Refusal.SUSPENDED,
}


def account_of(person, party: RelyingParty) -> CloudAccount | None:
    """The person's account on that server, whatever its state."""
    return CloudAccount.objects.living().filter(server=party.server_id, person=person).first()


def refusal_of(person, party: RelyingParty, *, second_factor: bool) -> Refusal | None:
    """Why the person may not sign in there now, or None. `second_factor`: whether it was shown at that sign-in."""
    if not person.is_active:
        return Refusal.INACTIVE
    if needs_second_factor(person) and not second_factor:
        return Refusal.SECOND_FACTOR
    account = account_of(person, party)
    if account is None:
        return Refusal.NO_ACCOUNT
    if account.state not in (State.ACTIVE, State.CLOSING):
        return _OF_STATE.get(account.state, Refusal.NO_ACCOUNT)
    if account.claim != CloudAccount.Claim.OURS:
        return Refusal.PREPARING
    if is_reserved(account.uid, *_own_names(party)):
        return Refusal.RESERVED
    return _refusal_of_closing(account) if account.state == State.CLOSING else None


def _refusal_of_closing(account: CloudAccount) -> Refusal | None:
    if account.delete_after <= timezone.now():
        return Refusal.DELETED
    return Refusal.SUSPENDED if account.stays_shut() else None


def _own_names(party: RelyingParty) -> tuple[str, ...]:
    """The portal's service account on that server is nobody's to sign in as."""
    try:
        return (credentials_of(party.server)[0],)
    except CredentialsMissing:
        return ()
