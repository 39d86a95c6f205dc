"""The desk: requests and their history, accounts and folders on Nextcloud servers, changes on their way out."""

from .accounts import AccountEvent, CloudAccount
from .folders import FolderEvent, TeamFolder
from .outbox import OutgoingChange
from .requests import AccountRequest, RequestEvent
from .servers import CloudServer

__all__ = [
    "AccountEvent",
    "AccountRequest",
    "CloudAccount",
    "CloudServer",
    "FolderEvent",
    "OutgoingChange",
    "RequestEvent",
    "TeamFolder",
]
