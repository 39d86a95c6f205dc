"""Logout tokens (OpenID Connect Back-Channel Logout 1.0, 2.4)."""

import secrets
import time

from . import keys

EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFETIME = 120  # seconds, as the specification advises


def make(*, audience: str, sub: str, sid: str) -> str | None:
    """A signed token that says: this session of this person is over. None without a key to sign with."""
    found = keys.published()
    if not found:
        return None
    now = int(time.time())
    claims = {
        "iss": keys.issuer(),
        "sub": sub,
        "aud": audience,
        "iat": now,
        "exp": now + LIFETIME,
        "jti": secrets.token_urlsafe(16),
        "sid": sid,
        "events": {EVENT: {}},
    }
    return found[0].compact_jws(claims, kid=found[0].thumbprint, typ="logout+jwt")
