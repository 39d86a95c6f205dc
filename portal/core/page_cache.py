"""Whole-page cache for visitors: a page that everybody sees alike is rendered once until something changes.

Entries carry a generation; `purge()` starts a new one, so nothing has to be enumerated. A page is stored under the
generation read before it was rendered: what changes meanwhile can never be hidden by a late writer.

Pages have a cache of their own (`pages`): a flood of them pushes out other pages, never the counters that slow down
guessing, which are in the default one. A question that no page is known to answer (`?utm_source=…`) is never kept.
"""

import hashlib
import re
import uuid
from contextvars import ContextVar

from django.conf import settings
from django.core.cache import cache, caches
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response

from . import compression
from .visitors import is_plain_visitor

GENERATION_KEY = "pages:generation"
CACHE = "pages"
LIFETIME = 600  # seconds; dates on pages (« in progress since ») stay true enough
# Never cached: personal, or made for one person.
PERSONAL_PATHS = ("/cms/", "/compte/", "/territoire/", "/demo/", "/django-admin/", "/static/", "/media/")
KEPT_HEADERS = (
    *("Content-Type", "Content-Language", "Content-Disposition", "Last-Modified", "Link", "X-Robots-Tag"),
    "X-Frame-Options",
    "Access-Control-Allow-Origin",
)
# The generation that a request which only reads goes by from its beginning to its end; "" before it was asked for.
_of_request: ContextVar[str | None] = ContextVar("generation_of_request", default=None)
# Query parameters that make another page, with the values that may: few, so that nobody can fill the cache.
_questions: dict[str, re.Pattern] = {"page": re.compile(r"[1-9]\d{0,2}")}


def know_question(name: str, values: str) -> None:
    """Let pages be kept that answer this query parameter, when its value matches the whole of the pattern."""
    _questions[name] = re.compile(values)


def generation() -> str:
    """The present generation of all cached pages; within a request that only reads, the one it began with."""
    current = _of_request.get() or _present()
    if _of_request.get() is not None:
        _of_request.set(current)
    return current


def _present() -> str:
    current = cache.get(GENERATION_KEY)
    if current is None:
        current = uuid.uuid4().hex
        # `add` so that two processes agree on one
        if not cache.add(GENERATION_KEY, current, timeout=None):
            current = cache.get(GENERATION_KEY) or current
    return current


def purge() -> None:
    """Forget every cached page, once the running transaction is committed."""
    transaction.on_commit(_begin_another)


def _begin_another() -> None:
    cache.set(GENERATION_KEY, uuid.uuid4().hex, timeout=None)
    if _of_request.get() is not None:
        _of_request.set("")


def remember(name: str, make, *, since: str | None = None):
    """A value that every page shows alike: made once a generation, so that a change of what pages show renews it.

    Inside a transaction the value is made afresh: what is not committed yet belongs to nobody else. Where `make` uses
    rows that were read before, `since` is the generation before they were: a change meanwhile is never hidden.
    """
    if in_transaction():
        return make()
    key = f"shell:{since or generation()}:{name}"
    kept = caches[CACHE].get(key)
    if kept is None:
        kept = (make(),)
        caches[CACHE].set(key, kept, LIFETIME)
    return kept[0]


def in_transaction() -> bool:
    """Whether what is read now may never be committed."""
    return transaction.get_connection().in_atomic_block


def purge_on_change(*models) -> None:
    """Purge whenever a row of one of these models is saved or deleted. Bulk writes must call `purge()` themselves."""
    for model in models:
        for signal in (post_save, post_delete):
            signal.connect(_purge_receiver, sender=model, dispatch_uid=f"purge-pages-{signal is post_save}-{model}")


def _purge_receiver(**_kwargs):
    purge()


def purge_after_migrate(**_kwargs) -> None:
    """Receiver of post_migrate."""
    purge()


class VisitorPageCacheMiddleware:
    """Serves and stores pages for plain visitors; everyone else passes through untouched."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _of_request.set("" if request.method in ("GET", "HEAD") else None)
        try:
            return self._answer(request)
        finally:
            _of_request.reset(token)

    def _answer(self, request):
        if not self._may_serve(request):
            return self.get_response(request)
        key = self._key(request, generation())
        entry = caches[CACHE].get(key)
        if entry is None:
            response = self.get_response(request)
            entry = self._entry(response)
            if entry is None:
                return response
            caches[CACHE].set(key, entry, LIFETIME)
        return self._respond(request, entry)

    @staticmethod
    def _may_serve(request) -> bool:
        return (
            request.method in ("GET", "HEAD")
            and getattr(settings, "VISITOR_PAGE_CACHE", True)
            and not request.path.startswith(PERSONAL_PATHS)
            and is_plain_visitor(request)
            and all(
                name in _questions and len(values) == 1 and _questions[name].fullmatch(values[0])
                for name, values in request.GET.lists()
            )
        )

    @staticmethod
    def _key(request, current: str) -> str:
        questions = "&".join(f"{name}={value}" for name, value in sorted(request.GET.items()))
        address = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{request.path}?{questions}"
        return f"page:{current}:{hashlib.sha256(address.encode()).hexdigest()}"

    @staticmethod
    def _entry(response) -> dict | None:
        """What to store of a response, or None when it is not for everybody."""
        control = response.get("Cache-Control", "")
        if (
            response.status_code != 200
            or response.streaming
            or response.cookies
            or "cookie" in response.get("Vary", "").lower()
            or "private" in control
            or "no-store" in control
        ):
            return None
        body = response.content
        return {
            "body": body,
            "variants": compression.variants(body),
            "etag": f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',
            "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
        }

    @staticmethod
    def _respond(request, entry: dict) -> HttpResponse:
        encoding = compression.preferred(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        response = HttpResponse(entry["variants"][encoding] if encoding else entry["body"])
        for name, value in entry["headers"].items():
            response[name] = value
        if encoding:
            response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(response.content))
        response["Vary"] = "Accept-Encoding"
        response["ETag"] = entry["etag"]
        # Browsers ask again (a sign-in changes the page); nginx may keep it for a minute.
        response["Cache-Control"] = "no-cache"
        response["X-Accel-Expires"] = "60"
        if request.META.get("HTTP_IF_NONE_MATCH"):
            conditional = get_conditional_response(request, etag=entry["etag"], response=response)
            if isinstance(conditional, HttpResponseNotModified) or conditional is not None:
                return conditional
        return response
