"""Pages made once for all who stand at the same place, and kept until something that pages show changes (page_cache).

Unlike the pages of visitors, these are for people who are signed in: each request asks first who reads and what they
may, and says so in the facts. The page then shows nothing of its reader but those facts, and where they read it from:
so whoever reads with the same facts gets the same bytes. One thing may be each reader's own: what stands in the page as
READER is replaced when the page is answered.
"""

import hashlib
import json

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from . import compression, page_cache
from .visitors import is_plain_visitor

CACHE = "states"
# Nobody can write it in a message: it comes of the secret key.
READER = SimpleLazyObject(lambda: salted_hmac("portal.core.same_state", "reader", algorithm="sha256").hexdigest()[:32])


def state(kind: str, request, generation: str | None, **facts) -> str | None:
    """The name of all that a page depends on; None when it must be made for this request alone.

    `generation` is that of cached pages before anything of the page was read. Visitors have a cache of whole pages
    (page_cache); whoever carries a message sees it once; what is not committed belongs to nobody else.
    """
    if generation is None or is_plain_visitor(request) or page_cache.in_transaction() or len(get_messages(request)):
        return None
    said = {
        "page": [generation, request.scheme, request.get_host()],
        "reader": [get_language(), request.preferences.font, request.user.is_authenticated],
        "facts": facts,
    }
    return f"{kind}:{hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()}"


def kept_or_made(request, state: str | None, make, *, reader: str = "") -> HttpResponse:
    """The page of this state; `make()` gives the response to render and keep. Without a state it is made and not kept,
    and shows what it shows. `reader` stands where the page says READER."""
    if state is None:
        return make()
    packed = caches[CACHE].get(state)
    if packed is None:
        packed = compression.pack(make().render().content, str(READER).encode())
        caches[CACHE].set(state, packed, page_cache.LIFETIME)
    takes_gzip = compression.takes("gzip", request.META.get("HTTP_ACCEPT_ENCODING", ""))
    response = HttpResponse(packed.gzipped(reader.encode()) if takes_gzip else packed.plain(reader.encode()))
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
