"""Nextcloud, seen from the portal: a typed client, named errors, the converge algorithm and a sandbox server.

Nothing here imports Django: the sandbox runs as a process of its own and everything is testable alone.
"""

from .client import NextcloudClient
from .converge import Claim, WantedAccount, WantedGroup, converge_account, ensure_group
from .converge_folder import WantedFolder, converge_folder
from .errors import Kind, NextcloudError
from .results import Account, Capabilities, GrantedLogin, LoginFlow, Quota, ServerStatus, TeamFolder

__all__ = [
    "Account",
    "Capabilities",
    "Claim",
    "GrantedLogin",
    "Kind",
    "LoginFlow",
    "NextcloudClient",
    "NextcloudError",
    "Quota",
    "ServerStatus",
    "TeamFolder",
    "WantedAccount",
    "WantedFolder",
    "WantedGroup",
    "converge_account",
    "converge_folder",
    "ensure_group",
]
