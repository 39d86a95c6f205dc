"""Pictures of messages: what is kept of them, what hostile files leave behind, who may open them."""

import io
import struct
import zlib

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from forum.machina.forum_conversation import actions
from forum.support.actions import moderation
from forum.support.actions.pictures import MAX_PICTURES
from forum.support.models import Attachment, Draft
from portal.core.pictures import MAX_KEPT, MAX_SENT, MAX_SIDE, BrokenPicture, encode, redraw

from .conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(monkeypatch, tmp_path):
    """Files of one test lie in its own folder."""
    monkeypatch.setitem(storages["private"].__dict__, "location", str(tmp_path / "private"))
    return tmp_path / "private"


def kept_files(private) -> list[str]:
    return sorted(path.name for path in private.rglob("*") if path.is_file())


def picture(kind="PNG", size=(40, 30), colour="red", **options) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind, **options)
    return content.getvalue()


def upload(content: bytes, name="écran.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(width=60_000, height=60_000) -> bytes:
    """A few hundred bytes that declare 3.6 thousand million dots."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + png_chunk(b"IEND", b"")
    )


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "green", "blue")]
    content = io.BytesIO()
    frames[0].save(content, kind, save_all=True, append_images=frames[1:])
    return content.getvalue()


HOSTILE = {
    "bomb": bomb(),
    "wide bomb": bomb(30_000, 1_000),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "truncated": picture("JPEG", (400, 300))[:700],
    "half a png": picture(size=(400, 300), colour="blue")[:60],
    "moving gif": animation("GIF"),
    "moving webp": animation("WEBP"),
    "moving png": animation("PNG"),
    "other format": picture("TIFF"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n",
    "empty": b"",
    "text bomb": picture()[:33] + png_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 5_000_000)) + picture()[33:],
}


HEAD = b"""--limite\r
Content-Disposition: form-data; name="pictures"; filename="film.png"\r
Content-Type: image/png\r
\r
"""
TAIL = ('\r\n--limite\r\nContent-Disposition: form-data; name="content"\r\n\r\nMa réponse.\r\n--limite--\r\n').encode()


def reply_address(topic) -> str:
    return f"{topic.get_absolute_url()}repondre/"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_words_and_leaves_nothing(topic, stranger, private, name):
    answer = client_of(stranger).post(
        reply_address(topic),
        {"content": "Ma réponse, gardée.", "pictures": upload(HOSTILE[name] or b"\0", "essai.png")},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "« essai.png » n’a pas été gardée" in page.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    assert "Ma réponse, gardée." in page
    assert topic.posts.count() == 1
    assert not Attachment.objects.exists() and kept_files(private) == []


def test_a_file_far_too_large_is_not_kept_while_it_arrives_and_takes_no_words_away(
    topic, stranger, private, settings, tmp_path
):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    largest = []

    class Film:
        """A request as a socket gives it: a film of 40 MB, then the words."""

        def __init__(self):
            self.parts = iter([HEAD, *[b"\0" * 65_536] * 610, TAIL])
            self.waiting = b""

        def read(self, size=65_536):
            self.waiting = self.waiting or next(self.parts, b"")
            found, self.waiting = self.waiting[:size], self.waiting[size:]
            largest.append(sum(path.stat().st_size for path in tmp_path.glob("*.upload*")))
            return found

        readline = read

    kind = "multipart/form-data; boundary=limite"
    length = str(len(HEAD) + 610 * 65_536 + len(TAIL))
    extra = {"wsgi.input": Film(), "CONTENT_TYPE": kind, "CONTENT_LENGTH": length}
    page = client_of(stranger).generic("POST", reply_address(topic), b"", **extra).content.decode()
    assert "film.png" in page and "Ma réponse." in page and "12\N{NO-BREAK SPACE}Mo" in page
    assert 0 < max(largest) <= MAX_SENT
    assert topic.posts.count() == 1 and kept_files(private) == [] and not list(tmp_path.glob("*.upload*"))


def test_a_polyglot_keeps_its_dots_alone(topic, stranger, private):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert('dans les notes')</script>")
    exif = Image.Exif()
    exif[0x010E] = "chez Odile"
    hostile = picture(pnginfo=info, exif=exif) + b"<script>alert('at the end')</script>PK\x03\x04"
    client_of(stranger).post(reply_address(topic), {"content": "Voici.", "pictures": upload(hostile)})
    kept = Attachment.objects.get()
    content = kept.file.read()
    kept.file.close()
    assert kept.content_type == "image/png" and kept.post.number == 2
    for trace in (b"script", b"Odile", b"PK\x03\x04", b"tEXt", b"eXIf"):
        assert trace not in content
    assert len(kept_files(private)) == 2


def test_a_name_that_lies_is_not_believed(topic, stranger):
    jpeg = picture("JPEG")
    client_of(stranger).post(
        reply_address(topic), {"content": "Voici.", "pictures": upload(jpeg, "../../<b>page</b>.html")}
    )
    kept = Attachment.objects.get()
    assert kept.content_type == "image/jpeg" and kept.file.name.endswith(".jpg")
    page = client_of(stranger).get(topic.get_absolute_url()).content.decode()
    assert "<b>page" not in page


def test_what_is_kept_is_bounded_in_dots_and_bytes():
    noise = Image.effect_noise((2400, 1600), 120).convert("RGB")
    content = io.BytesIO()
    noise.save(content, "PNG")
    assert len(content.getvalue()) > MAX_KEPT
    assert len(encode(redraw(upload(content.getvalue()))).content) <= MAX_KEPT
    long = redraw(upload(picture(size=(200, 9_000))))
    assert max(long.size) == MAX_SIDE
    with pytest.raises(BrokenPicture):
        redraw(upload(b"\0" * (MAX_SENT + 1)))


def test_a_picture_is_upright_before_its_metadata_goes():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    assert redraw(upload(picture("JPEG", (40, 30), exif=exif))).size == (30, 40)


def with_picture(topic, person, words="Voici.", colour="red", alt="Un carré rouge") -> Attachment:
    client = client_of(person)
    address = reply_address(topic)
    client.post(address, {"content": words, "attach": "1", "pictures": upload(picture(colour=colour))})
    waiting = Attachment.objects.latest("pk")
    client.post(address, {"content": words, f"alt_{waiting.pk}": alt})
    waiting.refresh_from_db()
    return waiting


def test_a_picture_waits_with_the_draft_and_follows_the_message(clients, topic, member, private):
    address = reply_address(topic)
    answer = clients["member"].post(address, {"content": "", "pictures": upload(picture())})
    waiting = Attachment.objects.get()
    assert waiting.post is None and f'name="alt_{waiting.pk}"' in answer.content.decode()
    for role, status in {"visitor": 404, "stranger": 404, "member": 200, "staff": 404}.items():
        assert clients[role].get(waiting.get_absolute_url()).status_code == status
    assert f'name="alt_{waiting.pk}"' in clients["member"].get(topic.get_absolute_url()).content.decode()
    clients["member"].post(address, {"content": "Voici.", f"alt_{waiting.pk}": "Le message d’erreur"})
    waiting.refresh_from_db()
    assert (waiting.post.number, waiting.draft, waiting.alt) == (2, None, "Le message d’erreur")
    assert not Draft.objects.exists()
    page = clients["visitor"].get(topic.get_absolute_url()).content.decode()
    assert f'src="{waiting.small_url}" width="40" height="30" alt="Le message d’erreur" loading="lazy"' in page


def test_a_picture_is_served_as_a_file_never_as_a_page(clients, topic, member):
    kept = with_picture(topic, member)
    for address, kind in ((kept.get_absolute_url(), "image/png"), (kept.small_url, "image/webp")):
        answer = clients["visitor"].get(address)
        assert answer.status_code == 200 and answer["Content-Type"] == kind
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert (
            "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
        )
        assert answer["Cache-Control"] == "private, no-cache" and not answer.cookies
        again = clients["visitor"].get(address, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304 and not again.content


EVERYONE = ("visitor", "stranger", "member", "moderator", "staff")
CLOSED = {
    "members board": (("stranger", "member", "moderator", "staff"), lambda topic, post, by: close(topic, "members")),
    "team board": (("moderator", "staff"), lambda topic, post, by: close(topic, "team")),
    "removed message": (
        ("member", "moderator", "staff"),
        lambda topic, post, by: moderation.remove_post(post=post, by=by, reason="Un nom de famille se lit."),
    ),
    "removed topic": (
        ("member", "moderator", "staff"),
        lambda topic, post, by: moderation.remove_topic(topic=topic, by=by, reason="Hors sujet."),
    ),
    "held message": (("member", "moderator", "staff"), lambda topic, post, by: hold(post)),
    "taken back": (
        ("member", "moderator", "staff"),
        lambda topic, post, by: actions.withdraw_post(post=post, by=post.poster),
    ),
}


def close(topic, readers):
    topic.forum.who_reads = readers
    topic.forum.save()


def hold(post):
    post.approved = False
    post.save()


@pytest.mark.parametrize("case", CLOSED)
def test_only_those_who_may_read_the_message_open_its_pictures(clients, topic, member, moderator, case):
    kept = with_picture(topic, member)
    before = clients["visitor"].get(kept.get_absolute_url())
    assert before.status_code == 200
    allowed, shut = CLOSED[case]
    shut(topic, kept.post, moderator)
    for role in EVERYONE:
        for address in (kept.get_absolute_url(), kept.small_url):
            answer = clients[role].get(address, headers={"If-None-Match": before["ETag"]})
            assert (answer.status_code != 404) is (role in allowed), role
    if case in ("removed message", "taken back", "held message"):
        assert str(kept.key) not in clients["stranger"].get(topic.get_absolute_url()).content.decode()


def test_a_message_holds_five_pictures_and_the_same_one_once(clients, topic, member):
    address = reply_address(topic)
    colours = ["red", "green", "blue", "black", "white", "pink", "grey"]
    files = [upload(picture(colour=colour)) for colour in colours]
    clients["member"].post(address, {"content": "x", "attach": "1", "pictures": files})
    clients["member"].post(address, {"content": "x", "attach": "1", "pictures": upload(picture(colour="red"))})
    page = clients["member"].post(address, {"content": "x", "attach": "1", "pictures": upload(picture(colour="grey"))})
    assert Attachment.objects.count() == MAX_PICTURES
    assert "5 images" in page.content.decode()


def test_a_picture_is_taken_off_files_and_all(clients, topic, member, private, django_capture_on_commit_callbacks):
    address = reply_address(topic)
    clients["member"].post(address, {"content": "x", "attach": "1", "pictures": upload(picture())})
    waiting = Attachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        clients["stranger"].post(address, {"content": "x", "drop": waiting.pk})
    assert Attachment.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        page = clients["member"].post(address, {"content": "Mes mots.", "drop": waiting.pk}).content.decode()
    assert "Mes mots." in page and not Attachment.objects.exists() and kept_files(private) == []


def test_nobody_takes_off_or_describes_the_picture_of_another(clients, topic, member):
    kept = with_picture(topic, member)
    edit = f"{topic.get_absolute_url()}{kept.post.number}/modifier/"
    for role in ("stranger", "moderator"):
        clients[role].post(edit, {"content": "x", "drop": kept.pk})
        clients[role].post(reply_address(topic), {"content": "x", "attach": "1", f"alt_{kept.pk}": "Faux"})
    kept.refresh_from_db()
    assert kept.alt == "Un carré rouge"
    clients["member"].post(edit, {"content": "Voici.", f"alt_{kept.pk}": "Un carré"})
    kept.refresh_from_db()
    assert kept.alt == "Un carré"
    clients["member"].post(edit, {"content": "Voici.", "drop": kept.pk})
    assert not Attachment.objects.exists()


def test_pictures_leave_with_the_account(topic, stranger, private, django_capture_on_commit_callbacks):
    with_picture(topic, stranger)
    with django_capture_on_commit_callbacks(execute=True):
        stranger.delete()
    assert topic.posts.get(number=2).content.raw == "Voici."
    assert not Attachment.objects.exists() and kept_files(private) == []


def test_whoever_was_signed_out_is_told_to_choose_again(clients, topic, private):
    answer = clients["visitor"].post(reply_address(topic), {"content": "Ma réponse.", "pictures": upload(picture())})
    assert answer.status_code == 403
    assert "Ma réponse." in answer.content.decode() and "Choisissez à nouveau vos images" in answer.content.decode()
    assert kept_files(private) == []


def test_a_page_of_pictures_costs_one_query_more_whatever_their_number(topic, member, stranger):
    from tests.queries import queries_of

    with_picture(topic, member)
    few = queries_of(client_of(stranger), topic.get_absolute_url())
    for number, colour in enumerate(["green", "blue", "black", "white"]):
        with_picture(topic, member, words=f"Encore {number}", colour=colour)
    assert queries_of(client_of(stranger), topic.get_absolute_url()) == few
    assert few <= 12 + 4  # four of the shell, which are kept between pages outside of a test's transaction
    assert storages["private"].exists(Attachment.objects.first().file.name)
