"""The page of a lesson for learners, made once for all who stand at the same place in the course.

It names nobody: it shows where its reader stands, what they chose in the quiz and what was asked about the lesson. Most
who open a lesson have done the ones before it and answered nothing yet, so most get the same bytes. Whoever answered in
words of their own, carries a message or comes back from a form gets a page made for them alone, which is not kept.
"""

import gzip
import hashlib
import json

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from portal.core import compression, page_cache
from portal.notifications.centre import unread_count

from . import grading

CACHE = "states"


def kept_or_made(page, request, facts, make) -> HttpResponse:
    """The page of a lesson for whoever reads it with these `facts` (page_contexts.LessonFacts); `make()` renders it.

    Kept like all that pages show alike (page_cache): until something that any page shows changes.
    """
    state = _state(page, request, facts)
    if state is None:
        return make()
    packed = caches[CACHE].get(state)
    if packed is None:
        packed = gzip.compress(make().render().content, 6, mtime=0)
        caches[CACHE].set(state, packed, page_cache.LIFETIME)
    takes_gzip = compression.takes("gzip", request.META.get("HTTP_ACCEPT_ENCODING", ""))
    response = HttpResponse(packed if takes_gzip else gzip.decompress(packed))
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _state(page, request, facts) -> str | None:
    """The name of all that the page depends on; None when it is for one reader alone."""
    generation = getattr(page, "read_in", None)
    mine = request.GET or len(get_messages(request)) or _in_own_words(page, facts)
    if generation is None or mine or page_cache.in_transaction():
        return None
    lessons = facts.plan.lessons if facts.plan else []
    said = {
        "page": [generation, page.pk, request.scheme, request.get_host()],
        "reader": [get_language(), request.preferences.font, request.user.is_authenticated, unread_count(request)],
        "lessons": [[one.pk, one.state, one.score] for one in lessons],
        "answers": [
            [one.uid, one.fingerprint, one.given, one.score, one.best_score]
            for _uid, one in sorted(facts.answers.items())
        ],
        "asked": facts.asked,
    }
    return f"lesson:{hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()}"


def _in_own_words(page, facts) -> bool:
    def typed() -> frozenset[str]:
        return frozenset(one.uid for one in page.questions.all() if grading.kind(one.kind).typed)

    return bool(facts.answers) and not facts.answers.keys().isdisjoint(page_cache.remember(f"typed:{page.pk}", typed))
