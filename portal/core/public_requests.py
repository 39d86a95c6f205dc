"""The one door by which the portal asks an address that somebody typed: `get(url)`.

A stranger's address must not lead the server to itself or to its neighbours (loopback, private networks, the metadata
of a cloud). So a name is resolved once, every address it has is judged, and the connection goes to an address that was
judged: a name that answers otherwise the second time (DNS rebinding) changes nothing. Each redirect is judged anew.
No cookie, no proxy, no credentials; time, redirects and size are bounded.

settings.REQUESTS_ALLOWED_NETWORKS names networks of ours that may be asked all the same.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
USER_AGENT = "Chatiere"
# IPv6 addresses that carry an IPv4 one in their last bits (NAT64, RFC 6052), or somewhere (RFC 8215).
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
LOCALLY_TRANSLATED = ipaddress.ip_network("64:ff9b:1::/48")


class RequestRefused(Exception):
    """The portal does not ask this address: not http(s), or not a public place."""


class RequestFailed(Exception):
    """Nobody answered in time, or not in a way that can be read; the words say what."""


@dataclass(frozen=True)
class Answer:
    """`url` is where the last redirect led; `body` never longer than `max_bytes`, `is_cut` when there was more."""

    url: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    is_cut: bool


def get(url: str, *, seconds: float = 10, max_redirects: int = 5, max_bytes: int = 1_000_000) -> Answer:
    """Ask for an address with GET, all redirects within `seconds` (looking names up excepted, which the system bounds).

    Raises RequestRefused and RequestFailed; any status that a server gives is an answer.
    """
    deadline = time.monotonic() + seconds
    for _attempt in range(max_redirects + 1):
        answer = _ask(url, deadline, max_bytes)
        place = answer.headers.get("Location")
        if answer.status not in REDIRECTS or not place:
            return answer
        try:
            url = urljoin(url, place)
        except ValueError as error:
            raise RequestFailed(_("a redirect that is not an address")) from error
    raise RequestFailed(_("more than %(count)d redirects") % {"count": max_redirects})


def is_public(address: str) -> bool:
    """Whether an IP address is one that the portal may ask."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if any(ip.version == one.version and ip in one for one in settings.REQUESTS_ALLOWED_NETWORKS):
        return True
    if ip.version == 6:
        inner = ip.ipv4_mapped or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in TRANSLATED else None)
        if inner is not None:
            return is_public(str(inner))
        if ip.sixtofour or ip.teredo or ip in LOCALLY_TRANSLATED:  # tunnels, whose other end is anybody's guess
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_link_local)


def _parts(url: str) -> tuple[SplitResult, str, int]:
    """The address, its host as it stands in DNS, its port."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:  # UnicodeError as well
        raise RequestRefused(_("this is not an address")) from error
    if parts.scheme not in PORTS or not name:
        raise RequestRefused(_("only http:// and https:// addresses are asked"))
    if parts.username is not None or parts.password is not None:
        raise RequestRefused(_("an address with a password in it is not asked"))
    return parts, name, port or PORTS[parts.scheme]


def _public_places(name: str, port: int) -> list[tuple]:
    """Where to connect: (family, address) of a name, all of them public or none is asked."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise RequestFailed(_("the name of the server is not known")) from error
    if not all(is_public(address[0]) for *_socket, address in found):
        raise RequestRefused(_("this address leads to a private network"))
    return [(family, address) for family, *_kind, address in found]


def _connect(places, deadline: float) -> socket.socket:
    trouble: OSError | None = None
    for family, address in places:
        left = _left(deadline)
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(left)
            connection.connect(address)
        except OSError as error:
            trouble = error
            connection.close()
        else:
            return connection
    raise RequestFailed(_("nobody answers at this address")) from trouble


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise RequestFailed(_("no answer in time"))
    return left


class _Line:
    """The connection of the moment, cut when the time is up: a server that drips a byte now and then never meets the
    socket's own time limit."""

    def __init__(self, plain: socket.socket, deadline: float):
        self.socket = plain
        self.is_cut = False
        left = max(deadline - time.monotonic(), 0.001)
        plain.settimeout(left)
        self._timer = threading.Timer(left, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def secure(self, name: str) -> None:
        """TLS for this name, whatever address was connected to."""
        context = ssl.create_default_context()
        self.socket = context.wrap_socket(self.socket, server_hostname=name, do_handshake_on_connect=False)
        self.socket.do_handshake()

    def close(self) -> None:
        self._timer.cancel()
        self.socket.close()

    def _cut(self) -> None:
        """Whoever reads from it wakes up, as at the end of an answer."""
        self.is_cut = True
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


def _ask(url: str, deadline: float, max_bytes: int) -> Answer:
    parts, name, port = _parts(url)
    line = _Line(_connect(_public_places(name, port), deadline), deadline)
    try:
        answer = _exchange(line, parts, name, port, max_bytes, url)
    except (OSError, ValueError, http.client.HTTPException) as error:
        if time.monotonic() >= deadline:
            raise RequestFailed(_("no answer in time")) from error
        if isinstance(error, ssl.SSLError):
            raise RequestFailed(_("no secure connection (%(why)s)") % {"why": error.reason or "TLS"}) from error
        raise RequestFailed(_("the answer breaks off")) from error
    finally:
        line.close()
    if line.is_cut:
        raise RequestFailed(_("no answer in time"))
    return answer


def _exchange(line: _Line, parts: SplitResult, name: str, port: int, max_bytes: int, url: str) -> Answer:
    if parts.scheme == "https":
        line.secure(name)
    connection = http.client.HTTPConnection(name, port)
    connection.sock = line.socket
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    shown = f"[{name}]" if ":" in name else name
    host = shown if port == PORTS[parts.scheme] else f"{shown}:{port}"
    try:
        connection.putrequest("GET", _ascii(target), skip_host=True, skip_accept_encoding=True)
        for header, value in (("Host", host), ("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Connection", "close")):
            connection.putheader(header, value)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read(max_bytes + 1)
        return Answer(url, response.status, response.headers, body[:max_bytes], len(body) > max_bytes)
    finally:
        connection.close()


def _ascii(target: str) -> str:
    return quote(target, safe="/%:=&?~#+!$,;'@()*[]")
