"""From a server's row to a client: credentials come from the environment and are never stored."""

import os

import httpx
from django.conf import settings

from .models import CloudServer
from .nextcloud.client import NextcloudClient
from .nextcloud.errors import Kind, NextcloudError

# One call lasts at most this long, so that a lease of a minute covers it.
CALL_TIMEOUT = httpx.Timeout(20.0, connect=5.0)


class CredentialsMissing(NextcloudError):
    """The environment names no user or no app password for the server: nothing can be asked of it."""

    kind = Kind.STOP


def credentials_of(server: CloudServer) -> tuple[str, str]:
    """User and app password. Raises CredentialsMissing with the name of the variable that is not set."""
    if server.key == "default":
        found = {"NEXTCLOUD_USER": settings.NEXTCLOUD_USER, "NEXTCLOUD_PASSWORD": settings.NEXTCLOUD_PASSWORD}
    else:
        prefix = f"NEXTCLOUD_{server.key.upper().replace('-', '_')}"
        found = {name: os.environ.get(name, "") for name in (f"{prefix}_USER", f"{prefix}_PASSWORD")}
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise CredentialsMissing(f"not set in the environment: {', '.join(missing)}", operation="sign in")
    user, password = found.values()
    return user, password


class WatchedTransport(httpx.HTTPTransport):
    """Calls `before_each` ahead of every request: a worker that lost its lease stops before it touches the server."""

    def __init__(self, before_each, **options):
        super().__init__(**options)
        self._before_each = before_each

    def handle_request(self, request):
        self._before_each()
        return super().handle_request(request)


def client_for(server: CloudServer, *, before_each=None) -> NextcloudClient:
    """A client of the server; close it. `before_each` is called ahead of every HTTP request.

    Raises CredentialsMissing, a NextcloudError, before anything is sent.
    """
    user, password = credentials_of(server)
    transport = WatchedTransport(before_each) if before_each else None
    return NextcloudClient(server.address, user, password, timeout=CALL_TIMEOUT, transport=transport)
