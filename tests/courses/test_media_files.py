"""Recordings and captions: known by their bytes, refused in words, read in parts."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from portal.core import recordings
from portal.core.recordings import BrokenRecording, captions
from portal.media.models import SiteDocument
from tests.factories.people import UserFactory

from . import recorded


def found(name: str, content: bytes) -> str:
    return recordings.media_type_of(name, io.BytesIO(content))


def refused(name: str, content: bytes) -> str:
    with pytest.raises(BrokenRecording) as error:
        found(name, content)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.mp4", recorded.mp4("avc1", "mp4a"), "video/mp4"),
        ("a.MP4", recorded.mp4("mp4a"), "audio/mp4"),
        ("a.m4a", recorded.mp4("mp4a", brand="M4A "), "audio/mp4"),
        ("a.webm", recorded.webm(1), "video/webm"),
        ("a.webm", recorded.webm(1, codec="A_OPUS"), "audio/webm"),
        ("a.mp3", recorded.mp3(), "audio/mpeg"),
        ("a.mp3", b"ID3\x04\0\0\0\0\0\x05hallo" + recorded.mp3(), "audio/mpeg"),
        ("a.opus", recorded.ogg(), "audio/ogg"),
        ("a.vtt", recorded.VTT, "text/vtt"),
        ("a.pdf", b"<script>", ""),
    ],
)
def test_a_recording_is_known_by_its_bytes(name, content, media_type):
    assert found(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.mp4", b"<html><script>alert(1)</script>", "ne lisent pas cet enregistrement"),
        ("a.mp4", b"", ""),
        ("a.mp3", recorded.webm(1), "video/webm"),
        ("a.m4a", recorded.mp4("avc1"), "video/mp4"),
        ("a.mp4", recorded.mp4("hvc1", "mp4a"), "hvc1"),
        ("a.mp4", recorded.mp4("avc1", "ac-3"), "ac-3"),
        ("a.mp4", recorded.mp4(), "MP4"),
        ("a.mp4", recorded.mp4("avc1")[:60], "MP4"),
        ("a.webm", recorded.webm(1, codec="V_MPEG4/ISO/AVC"), "V_MPEG4/ISO/AVC"),
        ("a.webm", recorded.webm(1, document="matroska"), "matroska"),
        ("a.webm", recorded.webm(1)[:300], "WebM"),
        ("a.ogg", recorded.ogg().replace(b"OpusHead", b"\x80theora1"[:8]), "theora"),
        ("a.mp3", recorded.mp3(1)[:300], ""),
        ("a.mp3", b"ID3\x04\0\0\0\0\0\0nothing", "MP3"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(name, content, words):
    said = refused(name, content)
    assert any(one in said for one in words.split("|"))


def test_a_recording_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.RECORDING_MAX_BYTES = 1_000_000
    assert "1\xa0Mo" in refused("a.mp4", recorded.mp4("avc1") + bytes(1_000_000))


@pytest.mark.parametrize("head", [b"\x1a\x45\xdf\xa3", b"\0\0\0\x10ftypisom" + bytes(4), b"OggS", b"ID3"])
def test_broken_bytes_end_in_a_refusal_and_never_in_an_error(head):
    """Every prefix of noise behind a true beginning; sizes that lead nowhere included."""
    noise = bytes((number * 151 + 7) % 256 for number in range(400))
    for name in ("a.mp4", "a.webm", "a.mp3", "a.ogg"):
        for length in range(0, 400, 7):
            for tail in (noise[:length], b"\0" * length, b"\xff" * length):
                refused(name, head + tail)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("Bonjour", 1),
        ("WEBVTT", 1),
        ("WEBVTT\n\nNOTE rien\n", 4),
        ("WEBVTT\n\n00:00.000 -> 00:01.000\nBonjour", 3),
        ("WEBVTT\n\n1\n00:00,000 --> 00:01,000\nBonjour", 4),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nBonjour", 3),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nBonjour\n\n00:01.000 --> 00:04.000\nAvant", 6),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nUn\n00:02.000 --> 00:03.000\nDeux", 5),
        ("WEBVTT\r\n\r\n00:61.000 --> 00:62.000\r\nUn", 3),
    ],
)
def test_captions_are_refused_with_their_line(text, line):
    with pytest.raises(BrokenRecording) as error:
        captions.check(text.encode())
    assert error.value.line == line
    assert f"ligne {line}" in str(error.value)


def test_captions_may_say_more_than_words():
    text = "\ufeffWEBVTT - titre\nKind: captions\n\nNOTE\nune --> note\n\nSTYLE\n::cue { color: lime }\n\n"
    text += "intro\n01:00:00.000 --> 01:00:01.500 line:90% align:start\n<v Anne>Bonjour\n- et vous\n"
    assert captions.check(text.encode()) == 1
    with pytest.raises(BrokenRecording, match="UTF-8"):
        captions.check(text.encode("utf-16"))


@pytest.fixture
def author(db):
    return UserFactory(author=True)


@pytest.fixture
def recording(db):
    return kept("entretien.webm", recorded.webm(1), "video/webm")


def kept(name: str, content: bytes, media_type: str) -> SiteDocument:
    document = SiteDocument(title=name, file=SimpleUploadedFile(name, content))
    document.full_clean(exclude=["collection"])
    document.save()
    assert document.media_type == media_type
    return document


def whole(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_recording_is_served_whole_with_its_type_and_no_power(client, recording):
    content = recorded.webm(1)
    response = client.get(recording.url, headers={"Accept-Encoding": "gzip"})
    assert (response.status_code, whole(response)) == (200, content)
    assert response["Content-Type"] == "video/webm"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(content))
    assert "Content-Encoding" not in response
    assert client.get(recording.url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    head = client.head(recording.url)
    assert (head["Content-Length"], whole(head)) == (str(len(content)), b"")


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-0", slice(0, 1)), ("bytes=10-19", slice(10, 20)), ("bytes=100-", slice(100, None)),
     ("bytes=-50", slice(-50, None)), ("bytes=-99999999", slice(0, None)), ("bytes=10-99999999", slice(10, None)),
     (" Bytes = 3 - 4 ", slice(3, 5))],
)  # fmt: skip
def test_a_part_of_a_recording(client, recording, asked, part):
    content = recorded.webm(1)
    response = client.get(recording.url, headers={"Range": asked})
    wanted = content[part]
    start, _stop, _step = part.indices(len(content))
    assert (response.status_code, whole(response)) == (206, wanted)
    assert response["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(content)}"
    assert response["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-3", "bytes=-0", "bytes=-", "bytes=a-b", "bytes="])
def test_a_part_that_is_none(client, recording, asked):
    response = client.get(recording.url, headers={"Range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(recorded.webm(1))}"


def test_parts_are_of_one_and_the_same_file(client, recording):
    content = recorded.webm(1)
    first = client.get(recording.url, headers={"Range": "bytes=0-9"})
    whole(first)
    again = client.get(recording.url, headers={"Range": "bytes=10-19", "If-Range": first["ETag"]})
    assert whole(again) == content[10:20]
    changed = client.get(recording.url, headers={"Range": "bytes=10-19", "If-Range": '"another"'})
    assert (changed.status_code, whole(changed)) == (200, content)
    several = client.get(recording.url, headers={"Range": "bytes=0-1,5-6"})
    assert (several.status_code, whole(several)) == (200, content)
    pages = client.get(recording.url, headers={"Range": "lines=0-1"})
    assert (pages.status_code, whole(pages)) == (200, content)


def test_a_recording_of_a_closed_collection_is_not_given_to_visitors(client, recording):
    collection = Collection.get_first_root_node().add_child(name="Interne")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    recording.collection = collection
    recording.save()
    assert client.get(recording.url, headers={"Range": "bytes=0-1"}).status_code == 302


def test_a_lost_recording_is_not_found(client, recording):
    recording.file.storage.delete(recording.file.name)
    assert client.get(recording.url).status_code == 404


def test_a_plain_document_stays_a_download(client, db):
    document = kept("notes.pdf", b"%PDF-1.4", "")
    response = client.get(document.url)
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert "Accept-Ranges" not in response


def test_an_author_is_told_why_an_upload_is_refused(client, author):
    client.force_login(author)
    for name, content in (("film.mp4", recorded.mp4("hvc1")), ("faux.mp3", b"<svg onload=x>"), ("s.vtt", b"WEBVTT")):
        sent = {"title": name, "file": SimpleUploadedFile(name, content)}
        response = client.post(reverse("wagtaildocs:add"), sent)
        assert response.status_code == 200
        assert "onload=x" not in response.content.decode()
        assert response.context["form"].errors["file"]
    assert not SiteDocument.objects.exists()
    client.post(reverse("wagtaildocs:add"), {"title": "x", "file": SimpleUploadedFile("x.mp3", recorded.mp3())})
    document = SiteDocument.objects.get()
    assert (document.media_type, document.uploaded_by_user) == ("audio/mpeg", author)
