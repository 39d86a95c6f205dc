"""Other hosts' files become the directory: tolerant of every fault, and never led to where the portal stands."""

import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hosting.directory import actions, places
from hosting.directory.models import Fault, Host, Hosted, Source

pytestmark = pytest.mark.django_db
CORPUS = Path(__file__).parent / "corpus"
WEB = "https://remise.example/"


def text_of(name: str) -> str:
    return (CORPUS / f"{name}.properties").read_text(encoding="utf-8")


class Web:
    """Files by their address; what is not there cannot be read."""

    def __init__(self, files: dict[str, str | bytes]):
        self.files = files
        self.asked = []

    def __call__(self, place: places.Place) -> bytes:
        assert not place.is_local
        self.asked.append(place.name)
        if place.name not in self.files:
            raise places.Unreadable("le serveur répond 404")
        found = self.files[place.name]
        return found if isinstance(found, bytes) else found.encode()

    def refresh(self) -> None:
        """As the next day's task would."""
        self.asked.clear()
        Source.objects.update(tried_at=None)
        Host.objects.update(tried_at=None)
        actions.refresh(reader=self)


@pytest.fixture
def web():
    """A federation of one host with one service."""
    organisation = text_of("good-organization").partition("subs.")[0]
    Source.objects.create(place=f"{WEB}f.properties")
    web = Web(
        {
            f"{WEB}f.properties": text_of("good-federation"),
            f"{WEB}remise/organization.properties": f"{organisation}subs.notes = notes.properties\n",
            f"{WEB}remise/notes.properties": text_of("good-service"),
        }
    )
    web.refresh()
    return web


def test_a_federation_fills_the_directory(web):
    host = Host.objects.shown().get()
    assert (host.name, host.slug, host.country, host.kind) == ("La Remise", "la-remise", "France", "ASSOCIATION")
    assert host.description == "Outils libres pour le quartier"
    service = host.services.get()
    assert (service.name, service.kind, service.ways, service.load) == ("Bloc-notes", "redaction", ",none,", "FULL")
    assert not Fault.objects.exists()
    assert actions.refresh(reader=web) == {"sources": 0, "hosts": 0}


def test_what_becomes_unreadable_stays_shown_with_its_date_and_the_fault_is_told(web, client):
    read_at = Host.objects.get().read_at
    good = dict(web.files)
    web.files[f"{WEB}remise/organization.properties"] = "<html>panne</html>"
    del web.files[f"{WEB}f.properties"]
    web.refresh()
    host = Host.objects.shown().get()
    assert host.read_at == read_at and host.trouble and host.services.count() == 1
    told = {(one.place.removeprefix(WEB), one.line) for one in Fault.objects.all()}
    assert told == {("f.properties", 0), ("remise/organization.properties", 1)}
    assert Source.objects.get().trouble == "le serveur répond 404"
    assert "illisible" in client.get("/chatons/la-remise/").text
    web.files = good | {f"{WEB}remise/notes.properties": b"\xff\xfe\x00"}
    web.refresh()
    host = Host.objects.get()
    assert host.read_at > read_at and not host.trouble
    assert host.services.get().name == "Bloc-notes"
    assert {one.place for one in Fault.objects.all()} == {f"{WEB}remise/notes.properties"}


def test_what_is_no_longer_named_goes_away(web, client):
    web.files[f"{WEB}remise/organization.properties"] = text_of("good-organization").partition("subs.")[0]
    web.refresh()
    assert Host.objects.count() == 1 and not Hosted.objects.exists()
    web.files[f"{WEB}f.properties"] = text_of("good-federation").partition("subs.")[0]
    web.refresh()
    assert not Host.objects.exists()
    assert "Aucun autre hébergeur" in client.get("/chatons/").text


def test_a_hostile_file_leaves_plain_words_and_no_dangerous_link(web, client):
    organisation = text_of("good-organization").partition("subs.")[0]
    hostile = organisation.replace(
        "= La Remise", "= <img src=x onerror=alert(1)>\u202e\u061c\U000e0041" + "long " * 400
    )
    web.files[f"{WEB}remise/organization.properties"] = f"{hostile}subs.notes = notes.properties\n"
    many_ways = "= " + "free; Member," * 50 + "none"
    web.files[f"{WEB}remise/notes.properties"] = text_of("bad-hostile").replace("= None", many_ways)
    web.refresh()
    service, host = Hosted.objects.get(), Host.objects.get()
    assert service.ways == ",free,member,none,"
    assert service.website == "" and len(host.name) == 120 and host.name[:-1].isascii()
    page = client.get("/chatons/la-remise/").text
    assert "&lt;script&gt;alert(1)" in page
    for bad in ("<script>alert", "<img src=x", "javascript:", "moi:secret"):
        assert bad not in page
        assert bad not in client.get("/chatons/").text


def test_loops_and_crowds_of_files_end(web):
    organisation = text_of("good-organization").partition("subs.")[0]
    many = "".join(f"subs.s_{chr(97 + n // 26)}{chr(97 + n % 26)} = s{n}.properties\n" for n in range(300))
    web.files |= {f"{WEB}remise/s{n}.properties": text_of("good-service") for n in range(300)}
    web.files[f"{WEB}remise/organization.properties"] = (
        f"{organisation}subs.me = ../remise/organization.properties\n{many}"
    )
    web.files[f"{WEB}remise/s0.properties"] += "subs.back = organization.properties\nsubs.deep = s299.properties\n"
    web.refresh()
    assert len(web.asked) == len(set(web.asked)) <= 1 + actions.OF_ONE_HOST.files
    assert Hosted.objects.count() == actions.OF_ONE_HOST.of_one - 1
    web.files[f"{WEB}f.properties"] = (
        text_of("good-federation") + "subs.me = f.properties\nsubs.no = http://[x#\nsubs.long = /" + "x" * 500
    )
    web.refresh()
    assert set(Host.objects.shown().values_list("place", flat=True)) == {f"{WEB}remise/organization.properties"}


def test_a_file_of_the_web_never_leads_to_a_file_of_this_server(web):
    organisation = text_of("good-organization").partition("subs.")[0]
    web.files[f"{WEB}remise/organization.properties"] = (
        f"{organisation}subs.a = file:///etc/passwd\nsubs.b = /etc/passwd\nsubs.c = demo/federation.properties\n"
    )
    web.refresh()
    assert all(one.startswith(WEB) for one in web.asked)
    assert Fault.objects.filter(line__gt=0).exists()


def test_staff_name_an_address_or_a_file_of_the_folder_and_nothing_else(settings, tmp_path):
    settings.CHATONS_FOLDER = str(tmp_path)
    (tmp_path / "un.properties").write_text(text_of("good-organization"), encoding="utf-8")
    (tmp_path / "lien.properties").symlink_to("/etc/hostname")
    for place in ("https://remise.example/x.properties", "un.properties"):
        Source(place=place).full_clean()
    for place in ("../x", "/etc/passwd", "lien.properties", "file:///etc/passwd", "ftp://remise.example/x", "rien"):
        with pytest.raises(ValidationError):
            Source(place=place).full_clean()
    settings.CHATONS_FOLDER = ""
    with pytest.raises(ValidationError):
        Source(place="un.properties").full_clean()


@contextmanager
def server(answer: bytes):
    """A server of this machine that gives one answer to whoever asks; counts who did."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            while True:
                try:
                    connection, _from = listening.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096))
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x.properties", asked
        listening.shutdown(socket.SHUT_RDWR)


def test_no_request_goes_to_this_machine_and_nothing_packed_is_unpacked(settings):
    """Names, redirects and slow answers are tested where they are refused: tests/core/test_public_requests.py."""
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n\x1f\x8b" + b"\0" * 600
    with server(packed) as (address, asked):
        source = Source.objects.create(place=address, tried_at=timezone.now())
        actions.read_source(source)
        assert asked == []
        assert Fault.objects.get().line == 0
        settings.REQUESTS_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
        with pytest.raises(places.Unreadable, match="compresse"):
            places.read_bytes(places.on_the_web(address))
        assert len(asked) == 1
    with server(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"a = b\n" * 100_000) as (address, _asked):
        assert len(places.read_bytes(places.on_the_web(address))) == actions.places.MAX_BYTES + 1
