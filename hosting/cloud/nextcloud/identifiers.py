"""Ids of accounts: chosen by the portal, immutable on the server, never an administrator's."""

from __future__ import annotations

import re
import secrets
import unicodedata

RESERVED_IDS = frozenset(
    [
        "admin",
        "administrator",
        "administrateur",
        "ncadmin",
        "root",
        "superuser",
        "sysadmin",
        "nextcloud",
        "owncloud",
        "portalbot",
        "portal",
        "guest",
        "guests",
        "invite",
        "system",
        "cron",
        "www-data",
        "nobody",
        "postmaster",
        "webmaster",
        "hostmaster",
        "abuse",
        "security",
        "support",
        "everyone",
        "all",
        "none",
        "default",
    ]
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_ALLOWED = re.compile(r"^[a-zA-Z0-9_.@'-](?:[a-zA-Z0-9 _.@'-]{0,62}[a-zA-Z0-9_.@'-])?$")
# neither vowels nor look-alikes: no word by accident, nothing misread on the telephone
_SUFFIX_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
SUFFIX_LENGTH = 8


def new_account_id(name: str) -> str:
    """« Élodie Dupré » → « elodie.dupre-7k3mq9wx »: readable, and not to be guessed or met by chance.

    The suffix (37 bits) is what lets the portal say « this account is mine » after a lost answer.
    """
    plain = unicodedata.normalize("NFKD", name.translate(_LIGATURES)).encode("ascii", "ignore").decode().lower()
    slug = ".".join(re.findall(r"[a-z0-9]+", plain))[:40].strip(".") or "compte"
    return f"{slug}-{''.join(secrets.choice(_SUFFIX_LETTERS) for _ in range(SUFFIX_LENGTH))}"


def is_reserved(account_id: str, *more: str) -> bool:
    """Case-insensitive, as Nextcloud compares ids."""
    wanted = account_id.strip().casefold()
    return wanted in RESERVED_IDS or wanted in {one.strip().casefold() for one in more}


def is_valid(account_id: str) -> bool:
    """Whether Nextcloud accepts it; an id of digits only is refused here, lists give it back as a number."""
    return bool(_ALLOWED.match(account_id)) and bool(account_id.strip(".")) and not account_id.isdigit()
