"""The sandbox's HTTP server: one thread a connection, faults first, then the route."""

from __future__ import annotations

import contextlib
import socket
import sys
import traceback
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import pages
from .access import Access
from .accounts import Accounts
from .control import Control
from .faults import Dropped, Faults, maintenance, strike_after, strike_before
from .folders import TeamFolders
from .groups import GroupRoutes
from .mails import Mails
from .ocs import OcsApi, server_status
from .provisioning import AccountRoutes
from .relying_party import Provider
from .store import Store
from .web import Web
from .wire import Ocs, Reply, Request, envelope, json_reply, read_form

MAX_BODY = 1_000_000
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True)
class Options:
    """How one sandbox is run. `public_url` is what links and mails say; empty: as the request came."""

    state: Path
    mail_dir: Path | None = None
    public_url: str = ""
    trusted_hosts: frozenset[str] = LOCAL_NAMES
    provider: Provider | None = None


class Sandbox:
    """Everything behind the socket."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.store = Store(options.state)
        self.accounts = Accounts(self.store)
        self.access = Access(self.store)
        self.faults = Faults()
        self.mails = Mails(self.store, options.mail_dir, pages.PRODUCT)
        account_routes = AccountRoutes(self.store, self.accounts, self.access, self.mails, self.faults)
        group_routes = GroupRoutes(self.store, self.accounts)
        self.folders = TeamFolders(self.store, self.access, self.faults)
        self.ocs = OcsApi(self.store, self.accounts, self.access, account_routes, group_routes, self.folders)
        self.web = Web(self.store, self.accounts, self.access, self.mails, options.provider)
        self.control = Control(self.store, self.accounts, self.access, self.faults, self.mails, self.folders)

    def base_url(self, host: str) -> str:
        return self.options.public_url.rstrip("/") or f"http://{host}"

    def trusts(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in self.options.trusted_hosts

    def answer(self, request: Request) -> Reply:
        if not self.trusts(request.headers.get("host", "")):
            return pages.untrusted_host()
        if request.path.startswith("/sandbox/"):
            return self.control.answer(request)
        with self.control.under_way():
            reply = self._answer(request)
            self.control.log.append({"method": request.method, "path": request.path, "status": reply.status})
        return reply

    def _answer(self, request: Request) -> Reply:
        fault = self.faults.take(request)
        reply = strike_before(fault, request) if fault else None
        if reply is None:
            reply = self._route(request)
            if fault:
                reply = strike_after(fault, request, reply)
        return reply

    def _route(self, request: Request) -> Reply:
        closed = bool(self.store.setting("maintenance"))
        is_ocs = request.path.startswith(("/ocs/v1.php", "/ocs/v2.php"))
        if request.path == "/status.php":
            return server_status(maintenance=closed)
        if closed:
            if is_ocs:
                return maintenance(request)
            text = "Ce nuage est en maintenance. Revenez dans quelques minutes."
            return pages.notice("Maintenance", text, status=503)
        if request.is_folders:
            return self.folders.answer(request)
        return self.ocs.answer(request) if is_ocs else self.web.answer(request)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Demonstration"
    sys_version = ""
    wbufsize = -1  # one packet an answer
    timeout = 75
    server: SandboxServer

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        self.server.sandbox.store.close_thread()

    def _answer(self) -> None:
        request = self._request()
        if request is None:
            self.close_connection = True
            self._send(json_reply(413, {"message": "too long"}))
            return
        try:
            reply = self.server.sandbox.answer(request)
        except Dropped:
            self.close_connection = True
            return
        except Exception:  # noqa: BLE001  a fault of the sandbox itself reads as a PHP error would
            traceback.print_exc()
            reply = envelope(request, Ocs(996, "Internal Server Error\n"))
        self._send(reply)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer

    def _request(self) -> Request | None:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > MAX_BODY:
            return None
        split = urlsplit(self.path)
        headers = {key.lower(): value for key, value in self.headers.items()}
        return Request(
            method="GET" if self.command == "HEAD" else self.command,
            path=split.path,
            query=read_form(split.query),
            headers=headers,
            body=self.rfile.read(int(length)),
            address=str(self.client_address[0]),
            base_url=self.server.sandbox.base_url(headers.get("host", "")),
        )

    def _send(self, reply: Reply) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the portal's own log is what matters in a demonstration."""


class SandboxServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed in the middle is nothing to report."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)
