"""Asking addresses that somebody typed: only public places, whatever a name, a redirect or a slow server tries."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from portal.core import public_requests
from portal.core.public_requests import RequestFailed, RequestRefused, get, is_public

LOOPBACK = [ip_network("127.0.0.0/8")]


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"]))
        if self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.server.over.wait(0.05):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
            return
        place = {"/away": "http://10.0.0.1/", "/loop": "/loop", "/there": "/large"}.get(self.path)
        self.send_response(302 if place else 200 if self.path == "/large" else 503)
        if place:
            self.send_header("Location", place)
        self.end_headers()
        self.wfile.write(b"x" * 5000)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    running.asked, running.over = [], threading.Event()
    threading.Thread(target=running.serve_forever, args=[0.05], daemon=True).start()
    yield running
    running.over.set()
    running.shutdown()
    running.server_close()


@pytest.fixture
def address(server):
    server.asked.clear()
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def loopback_allowed(settings):
    settings.REQUESTS_ALLOWED_NETWORKS = LOOPBACK


@pytest.mark.parametrize(
    "ip",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.1",
            "224.0.0.1",
        ),
        *("255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "ff02::1", "2002:7f00:1::"),
        *("64:ff9b::a00:1", "64:ff9b:1:a00:1::", "2001:db8::1"),
    ],
)
def test_what_is_not_public_is_known(ip):
    assert not is_public(ip)


def test_public_places_and_networks_that_are_allowed(settings):
    assert is_public("193.0.6.139") and is_public("2001:67c:2e8::1") and not is_public("10.1.2.3")
    settings.REQUESTS_ALLOWED_NETWORKS = [ip_network("10.0.0.0/8")]
    assert is_public("10.1.2.3") and is_public("::ffff:10.1.2.3") and not is_public("127.0.0.1")


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://", "http://a:b@example.org/", "http://[::1", "http://a..b/"],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(RequestRefused):
        get(url)


def test_nothing_private_is_asked_unless_a_setting_allows_it(server, address):
    for url in (address, address.replace("127.0.0.1", "localhost"), address.replace("127.0.0.1", "2130706433")):
        with pytest.raises(RequestRefused):
            get(url, seconds=2)
    assert server.asked == []


def test_an_answer_is_bounded_and_redirects_are_followed(server, address, loopback_allowed):
    answer = get(f"{address}/there", max_bytes=100)
    assert (answer.status, len(answer.body), answer.is_cut, answer.url) == (200, 100, True, f"{address}/large")
    assert get(f"{address}/ailleurs?a=é").status == 503
    with pytest.raises(RequestFailed):
        get(f"{address}/loop", max_redirects=3)
    assert len([path for path, _host in server.asked if path == "/loop"]) == 4


def test_a_redirect_to_a_private_place_is_refused(address, loopback_allowed):
    with pytest.raises(RequestRefused):
        get(f"{address}/away", seconds=2)


def test_a_name_is_looked_up_once_and_all_of_its_addresses_are_judged(server, address, settings, monkeypatch):
    """A name that answers with a public address first and a private one afterwards leads nowhere else."""
    settings.REQUESTS_ALLOWED_NETWORKS = LOOPBACK
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "10.0.0.1"]])
    asked = []

    def look_up(name, port, **kwargs):
        asked.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    monkeypatch.setattr(public_requests.socket, "getaddrinfo", look_up)
    url = address.replace("127.0.0.1", "rebinding.example")
    assert get(f"{url}/large").status == 200
    assert asked == ["rebinding.example"]
    assert server.asked[0][1] == f"rebinding.example:{server.server_port}"
    for _answer in range(2):
        with pytest.raises(RequestRefused):
            get(f"{url}/large")


def test_a_server_that_drips_is_cut_off(address, loopback_allowed):
    began = time.monotonic()
    with pytest.raises(RequestFailed):
        get(f"{address}/slow", seconds=0.4)
    assert time.monotonic() - began < 2


def test_nobody_at_the_address_is_a_failure(loopback_allowed):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/"
        with pytest.raises(RequestFailed):
            get(url, seconds=2)
    with pytest.raises(RequestFailed):
        get("http://nowhere.invalid/", seconds=2)
