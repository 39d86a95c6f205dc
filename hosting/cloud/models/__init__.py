"""The desk: requests and their history, accounts on Nextcloud servers, changes on their way out, sign-ins there."""

from .accounts import AccountEvent, CloudAccount
from .outbox import OutgoingChange
from .requests import AccountRequest, RequestEvent
from .servers import CloudServer
from .sign_on import RelyingParty, SignOn

__all__ = [
    "AccountEvent",
    "AccountRequest",
    "CloudAccount",
    "CloudServer",
    "OutgoingChange",
    "RelyingParty",
    "RequestEvent",
    "SignOn",
]
