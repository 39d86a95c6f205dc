"""Keys in links of mails: whoever holds one is let in, without a password."""

import hashlib
import secrets


def new_key() -> str:
    """Nobody guesses it: 192 bits, in 32 letters that stand in an address as they are."""
    return secrets.token_urlsafe(24)


def typed(key: str) -> str:
    """A key as it stands in an address, without the one sign that PostgreSQL does not let itself be asked for."""
    return key.replace("\x00", "")


def digest_of(key: str) -> str:
    """What to keep where a copy of the database must let nobody in; the key itself stands in the mail alone."""
    return hashlib.sha256(key.encode()).hexdigest()
