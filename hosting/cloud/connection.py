"""From a server's row to a client: credentials come from the environment and are never stored."""

import os

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .models import CloudServer
from .nextcloud.client import NextcloudClient

# One call lasts at most this long, so that a lease of a minute covers it.
CALL_TIMEOUT = httpx.Timeout(20.0, connect=5.0)


def credentials_of(server: CloudServer) -> tuple[str, str]:
    """User and app password. Raises ImproperlyConfigured with the name of the variable that is missing."""
    if server.key == "default":
        return settings.NEXTCLOUD_USER, settings.NEXTCLOUD_PASSWORD
    prefix = f"NEXTCLOUD_{server.key.upper().replace('-', '_')}"
    try:
        return os.environ[f"{prefix}_USER"], os.environ[f"{prefix}_PASSWORD"]
    except KeyError as missing:
        raise ImproperlyConfigured(f"{missing.args[0]} is not set in the environment") from missing


class WatchedTransport(httpx.HTTPTransport):
    """Calls `before_each` ahead of every request: a worker that lost its lease stops before it touches the server."""

    def __init__(self, before_each, **options):
        super().__init__(**options)
        self._before_each = before_each

    def handle_request(self, request):
        self._before_each()
        return super().handle_request(request)


def client_for(server: CloudServer, *, before_each=None) -> NextcloudClient:
    """A client of the server; close it. `before_each` is called ahead of every HTTP request."""
    user, password = credentials_of(server)
    transport = WatchedTransport(before_each) if before_each else None
    return NextcloudClient(server.address, user, password, timeout=CALL_TIMEOUT, transport=transport)
