"""The host on every page."""

from django.utils.functional import SimpleLazyObject

from portal.core import page_cache

from .models import HostSettings


def host(request) -> dict:
    """`host`: the row of /cms/, read when a template asks for it."""
    return {"host": SimpleLazyObject(lambda: page_cache.remember("host", HostSettings.load))}
