"""The work of a change « converge »: the account on the server becomes what is wanted."""

from datetime import UTC, datetime

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from ..models import AccountRequest, CloudAccount, TeamFolder
from ..nextcloud.converge import Claim, WantedAccount, WantedGroup, converge_account
from ..nextcloud.errors import NotFound
from ..nextcloud.results import Account
from . import requests
from .outbox import LeaseLost

State = CloudAccount.State


def begin(account: CloudAccount) -> None:
    requests.note_work_begun(account=account)


def bring(account: CloudAccount, client, token: str) -> dict:
    """Converge, and give what the server then shows as columns of the account."""
    if account.state == State.DELETED:
        return {}

    def record_attempt():
        if account.claim == CloudAccount.Claim.OURS:
            # somebody deleted it over there: making it anew would hide that its files are gone
            raise NotFound(f"{account.uid} was there and is no more", operation="converge account")
        if not CloudAccount.objects.filter(pk=account.pk, lease_token=token).update(claim=CloudAccount.Claim.TRIED):
            raise LeaseLost

    found = converge_account(client, wanted_of(account), claim=Claim(account.claim), before_create=record_attempt)
    return {
        "claim": CloudAccount.Claim.OURS,
        "state": Case(
            When(state__in=(State.SUSPENDED, State.CLOSING), then=F("state")), default=Value(State.ACTIVE.value)
        ),
        "activated_at": account.activated_at or timezone.now(),
        "drift": [],
        **figures_of(found),
    }


def finish(account: CloudAccount) -> None:
    CloudAccount.objects.filter(pk=account.pk, reopen=True).update(reopen=False)
    requests.note_account_ready(account=account)


def wanted_of(account: CloudAccount) -> WantedAccount:
    """What the account should be. A linked account stays its owner's: it only gets the groups of its associations."""
    groups = tuple(WantedGroup(f"assoc-{pk}", name) for pk, name in _associations_of(account))
    # whoever administers the server may disable an account there: only what the portal shut is its to open
    enabled = False if account.state == State.SUSPENDED else True if account.reopen else None
    if account.origin == CloudAccount.Origin.LINKED:
        return WantedAccount(id=account.uid, groups=groups, enabled=enabled)
    return WantedAccount(
        id=account.uid,
        display_name=account.person.public_name if account.person else None,
        email=account.person.email if account.person else None,
        quota=account.quota_bytes,
        groups=groups,
        # the language of a new account; afterwards it is the person's to change
        language=account.person.language if account.person and account.claim != "ours" else None,
        enabled=enabled,
    )


def _associations_of(account: CloudAccount) -> list[tuple[int, str]]:
    """Those that the account is used for and that its owner belongs to today: whoever has left one no longer reads and
    writes what its people share, whatever becomes of the account. One that needs it no more keeps it in its group while
    its space is being closed, since its people take their files along until the last day."""
    if account.person_id is None:
        return []
    to_fetch = Q(state=AccountRequest.State.ENDED, organisation__team_folders__state=TeamFolder.State.CLOSING)
    used = account.requests.filter(Q(state__in=AccountRequest.LIVING) | to_fetch)
    mine = used.filter(organisation__memberships__person=account.person_id)
    return sorted(set(mine.order_by().values_list("organisation", "organisation__name")))


def figures_of(found: Account) -> dict:
    """What the server shows, as columns of the account."""
    return {
        "open_there": found.enabled,
        "used_bytes": found.quota.used,
        "limit_bytes": found.quota.limit,
        "last_login_at": datetime.fromtimestamp(found.last_login, tz=UTC) if found.last_login else None,
        "seen_at": timezone.now(),
    }
