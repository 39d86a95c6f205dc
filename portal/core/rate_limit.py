"""A light limit on what strangers may start: so many an hour from one address or person, counted and then forgotten.

What is kept is a count under a keyed digest of the address, and it goes with its hour.
"""

import ipaddress
import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

WINDOW = 3600  # seconds


def nameless_key(key: str, key_prefix: str, version: int) -> str:
    """KEY_FUNCTION of the cache of counters, of ours and of the sign-in library: no network address and no mailbox can
    be read, or tried out, in what it stores."""
    digest = salted_hmac("portal.core.rate_limit", key, algorithm="sha256").hexdigest()
    return f"{key_prefix}:{version}:{digest}"


def may_start(what: str, *, address: str | None, limit: int) -> bool:
    """Count one more start of `what` from an address; False once there were more than `limit` in this hour.

    Without a known address nothing is counted: a proxy that hides everybody must not lock everybody out.
    """
    return True if not address else _count(what, _digest(address), limit)


def may_start_as(what: str, *, person, limit: int) -> bool:
    """Count one more start of `what` by a person with an account; False once there were more than `limit`."""
    return _count(what, f"person-{person.pk}", limit)


def may_start_to(what: str, *, mailbox: str, limit: int) -> bool:
    """Count one more mail that strangers make us send to one mailbox."""
    who = salted_hmac("portal.core.rate_limit", mailbox.casefold(), algorithm="sha256").hexdigest()[:32]
    return _count(f"to:{what}", who, limit)


def _count(what: str, who: str, limit: int) -> bool:
    key = f"starts:{what}:{who}:{int(time.time()) // WINDOW}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, WINDOW)
    return count <= limit


def _digest(address: str) -> str:
    """Of the address, or of the network that one household has in IPv6."""
    ip = ipaddress.ip_address(address)
    place = ipaddress.ip_network(f"{ip}/64", strict=False) if ip.version == 6 else ip
    return salted_hmac("portal.core.rate_limit", str(place), algorithm="sha256").hexdigest()[:32]
