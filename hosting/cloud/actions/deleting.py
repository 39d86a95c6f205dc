"""The work of a change « delete »: the account and its files are destroyed on the server, once its time has come."""

from ..models import CloudAccount
from ..nextcloud.converge import Claim, remove_account
from . import life
from .converging import wanted_of

State = CloudAccount.State


def begin(account: CloudAccount) -> None:
    """Nobody is told before it is done."""


def bring(account: CloudAccount, client, token: str) -> dict:
    """Delete, unless the account was kept in the meantime; an account that is gone already is what was wanted."""
    if not CloudAccount.objects.to_delete().filter(pk=account.pk).exists():
        return {}
    remove_account(client, wanted_of(account), claim=Claim(account.claim))
    return {
        "state": State.DELETED,
        "delete_after": None,
        "open_there": False,
        "used_bytes": None,
        "limit_bytes": None,
        "drift": [],
    }


def finish(account: CloudAccount) -> None:
    life.note_deleted(account=account)
