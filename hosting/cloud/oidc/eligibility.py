"""Who may sign in at a server with the portal: asked when the person comes, when the code is exchanged, at renewals.

Only an account that the portal made or whose owner proved it counts, and only while it is active: one that is being
closed is reached on the server itself, by its own password, until its last day.
"""

from enum import StrEnum

from accounts.people.roles import needs_second_factor
from portal.privacy.models import Departure

from ..connection import CredentialsMissing, credentials_of
from ..models import CloudAccount, RelyingParty
from ..nextcloud.identifiers import is_reserved

State = CloudAccount.State


class Refusal(StrEnum):
    """Why not; the page has words for each."""

    INACTIVE = "inactive"
    SECOND_FACTOR = "second-factor"
    LEAVING = "leaving"
    NO_ACCOUNT = "no-account"
    PREPARING = "preparing"
    SUSPENDED = "suspended"
    CLOSING = "closing"
    RESERVED = "reserved"


_OF_STATE = {
    State.WANTED: Refusal.PREPARING,
    State.FAILED: Refusal.PREPARING,
    State.SUSPENDED: Refusal.SUSPENDED,
    State.CLOSING: Refusal.CLOSING,
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
    if Departure.objects.open().filter(number=person.pk).exists():
        return Refusal.LEAVING
    account = account_of(person, party)
    if account is None:
        return Refusal.NO_ACCOUNT
    if account.state != State.ACTIVE:
        return _OF_STATE.get(account.state, Refusal.NO_ACCOUNT)
    if account.claim != CloudAccount.Claim.OURS:
        return Refusal.PREPARING
    return Refusal.RESERVED if is_reserved(account.uid, *_own_names(party)) else None


def _own_names(party: RelyingParty) -> tuple[str, ...]:
    """The portal's service account on that server is nobody's to sign in as."""
    try:
        return (credentials_of(party.server)[0],)
    except CredentialsMissing:
        return ()
