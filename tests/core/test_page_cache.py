"""Pages that everybody sees alike: rendered once, never stale after a change, never someone's own."""

import gzip

import brotli
import pytest
from django.core.cache import caches
from django.core.management.sql import emit_post_migrate_signal
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from portal.core import page_cache
from portal.core.page_cache import VisitorPageCacheMiddleware, purge


class Site:
    """A view behind the middleware that says how often it was rendered."""

    def __init__(self, **headers):
        self.rendered, self.headers, self.prepare = 0, headers, lambda response: None
        self.middleware = VisitorPageCacheMiddleware(self.view)

    def view(self, request):
        self.rendered += 1
        response = HttpResponse(f"page {self.rendered} " + "é" * 500, headers=self.headers)
        self.prepare(response)
        return response

    def get(self, path="/", method="get", cookies=None, **headers):
        request = getattr(RequestFactory(), method)(path, **headers)
        request.COOKIES.update(cookies or {})
        return self.middleware(request)


def test_a_page_is_rendered_once_for_all_visitors():
    site = Site()
    assert site.get().content == site.get().content
    assert site.rendered == 1


def test_addresses_with_other_questions_or_hosts_are_other_pages():
    site = Site()
    site.get("/?page=1")
    site.get("/?page=2")
    site.get("/?page=1", HTTP_HOST="localhost")
    site.get("/?page=1", secure=True)
    assert site.rendered == 4


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "preferences", "learner"])
def test_whoever_carries_a_cookie_of_ours_gets_a_page_of_their_own(cookie):
    site = Site()
    site.get()
    assert site.get(cookies={cookie: "x"}).content.startswith(b"page 2")
    assert site.get().content.startswith(b"page 1")


def test_cookies_of_others_change_nothing():
    site = Site()
    site.get(cookies={"_pk_id": "1", "csrftoken": "x"})
    site.get()
    assert site.rendered == 1


@pytest.mark.parametrize("path", ["/cms/", "/compte/", "/territoire/x/", "/demo/mails/", "/media/a.svg"])
def test_personal_addresses_are_never_kept(path):
    site = Site()
    site.get(path)
    assert site.get(path).content.startswith(b"page 2")


def test_what_is_sent_is_never_kept():
    site = Site()
    site.get(method="post")
    site.get(method="post")
    assert site.rendered == 2


@pytest.mark.parametrize(
    "prepare",
    [
        lambda response: response.set_cookie("learner", "x"),
        lambda response: response.__setitem__("Vary", "Cookie"),
        lambda response: response.__setitem__("Cache-Control", "private"),
        lambda response: response.__setitem__("Cache-Control", "no-store"),
        lambda response: setattr(response, "status_code", 404),
        lambda response: setattr(response, "status_code", 302),
    ],
    ids=["cookie", "vary", "private", "no-store", "not found", "redirect"],
)
def test_an_answer_that_is_not_for_everybody_is_not_kept(prepare):
    site = Site()
    site.prepare = prepare
    site.get()
    assert site.get().content.startswith(b"page 2")


def test_a_purge_outdates_every_page_once_committed(db, django_capture_on_commit_callbacks):
    site = Site()
    site.get()
    with django_capture_on_commit_callbacks(execute=True):
        purge()
        assert site.get().content.startswith(b"page 1")
    assert site.get().content.startswith(b"page 2")


def test_a_new_version_outdates_the_pages_of_the_old_one(db, django_capture_on_commit_callbacks):
    """A deployment ends with `migrate`, whether or not there was anything to migrate."""
    site = Site()
    site.get()
    with django_capture_on_commit_callbacks(execute=True):
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert site.get().content.startswith(b"page 2")


def test_a_change_that_is_rolled_back_purges_nothing(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting, pytest.raises(ZeroDivisionError), transaction.atomic():
        purge()
        raise ZeroDivisionError
    assert waiting == []


def test_a_page_that_was_being_rendered_while_something_changed_is_seen_by_nobody_else(
    db, django_capture_on_commit_callbacks
):
    """The slow writer read the old rows, and would otherwise store them over the fresh page."""
    site = Site()

    def change_meanwhile(response):
        site.prepare = lambda response: None
        with django_capture_on_commit_callbacks(execute=True):
            purge()
        assert site.get().content.startswith(b"page 2")

    site.prepare = change_meanwhile
    assert site.get().content.startswith(b"page 1")
    assert site.get().content.startswith(b"page 2")


def test_two_processes_that_start_together_agree_on_one_generation(monkeypatch):
    reads = iter([None, "of the other process"])
    monkeypatch.setattr(page_cache.cache, "get", lambda key: next(reads))
    monkeypatch.setattr(page_cache.cache, "add", lambda *args, **kwargs: False)
    assert page_cache.generation() == "of the other process"


def test_browsers_ask_again_and_are_told_that_nothing_changed():
    site = Site()
    etag = site.get()["ETag"]
    assert site.get()["Cache-Control"] == "no-cache"
    unchanged = site.get(HTTP_IF_NONE_MATCH=etag)
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    assert site.get(HTTP_IF_NONE_MATCH='W/"other"').status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("*", "br"),
        ("br;q=nonsense, gzip", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("", None),
    ],
)
def test_the_page_comes_in_the_best_encoding_that_its_reader_takes(accepted, encoding):
    site = Site()
    packed, plain = site.get(HTTP_ACCEPT_ENCODING=accepted), site.get()
    assert packed.get("Content-Encoding") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content)
    assert len(packed.content) < len(plain.content) or encoding is None
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert packed["ETag"] == plain["ETag"]


def test_a_page_is_compressed_once(monkeypatch):
    site = Site()
    site.get()
    monkeypatch.setattr(page_cache.compression, "variants", None)
    assert site.get(HTTP_ACCEPT_ENCODING="br")["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    "question",
    ["utm_source=a", "q=chiffrer", "page=x", "page=0", "page=1234", "page=1&page=2", "page=1&other=", "etat=burnt"],
)
def test_an_address_with_a_question_that_no_page_knows_is_never_kept(question):
    site = Site()
    site.get(f"/?{question}")
    assert site.get(f"/?{question}").content.startswith(b"page 2")


def test_known_questions_make_one_page_whatever_their_order():
    site = Site()
    for address in ("/forum/x/?etat=resolved&page=2", "/forum/x/?page=2&etat=resolved"):
        assert site.get(address).content.startswith(b"page 1")
    for address in ("/services/?acces=sans-compte", "/services/?acces=sans-compte"):
        assert site.get(address).content.startswith(b"page 2")
    for address in ("/services/?", "/services/"):
        assert site.get(address).content.startswith(b"page 3")


def test_pages_fill_a_cache_of_their_own_and_leave_the_counters_alone(monkeypatch, settings):
    """What slows down guessing is counted in the default cache: a flood of pages must not push it out."""
    site, elsewhere, kept = Site(), [], []
    site.get("/")
    monkeypatch.setattr(caches["default"], "set", lambda key, *_args, **_kwargs: elsewhere.append(key))
    monkeypatch.setattr(caches["pages"], "set", lambda key, *_args, **_kwargs: kept.append(key))
    for number in range(20):
        site.get(f"/{number}/")
    assert len(kept) == 20
    assert elsewhere == []
    stores = [(store["LOCATION"], store.get("KEY_PREFIX")) for store in settings.CACHES.values()]
    assert len(set(stores)) == len(stores)


def test_asking_for_the_head_alone_leaves_a_whole_page_behind():
    site = Site()
    site.get(method="head")
    assert b"page 1" in site.get().content


def test_what_a_page_says_of_itself_is_kept():
    kept = {"Content-Language": "fr", "X-Robots-Tag": "noindex", "X-Frame-Options": "DENY"}
    site = Site(**kept)
    for _time in range(2):
        answer = site.get()
        assert {name: answer[name] for name in kept} == kept
