"""The desk: requests and their history, accounts on Nextcloud servers, changes on their way out."""

from .accounts import CloudAccount
from .outbox import OutgoingChange
from .requests import AccountRequest, RequestEvent
from .servers import CloudServer

__all__ = ["AccountRequest", "CloudAccount", "CloudServer", "OutgoingChange", "RequestEvent"]
