"""The keys of the provider: the first of OIDC_SIGNING_KEY signs, all of them are published."""

from functools import lru_cache

from django.conf import settings
from django.http import Http404

from portal.core import signing_keys


@lru_cache(maxsize=4)
def _read(text: str) -> tuple[signing_keys.SigningKey, ...]:
    return tuple(signing_keys.read_keys(text)) if text.strip() else ()


def published() -> tuple[signing_keys.SigningKey, ...]:
    """Every key, the one that signs first; none when the portal is no provider. Raises UnusableKey."""
    return _read(settings.OIDC_SIGNING_KEY)


def require_provider() -> None:
    """Raise Http404 where the portal is no provider."""
    if not published():
        raise Http404


def issuer() -> str:
    """The name of the provider: its address, the same from every host name and from the worker."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")
