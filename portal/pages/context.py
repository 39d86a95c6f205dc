"""The host on every page."""

from django.utils.functional import SimpleLazyObject

from .models import HostSettings


def host(request) -> dict:
    """`host`: the row of /cms/, read when a template asks for it."""
    return {"host": SimpleLazyObject(lambda: HostSettings.load(request_or_site=request))}
