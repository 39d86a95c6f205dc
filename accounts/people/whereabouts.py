"""Whence a request came: what limits on strangers count by."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied


def address_of(request) -> str | None:
    """Whence the request came, seen through the proxies that the settings trust; None when nobody says."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
