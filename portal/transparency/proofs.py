"""Whether the page that shows a criterion is there, for a visitor. Nothing is asked over the network: the request is
handed to the program itself, with all its middleware, so that what is private, moved or hidden answers as outside.
Pages of other sites are not looked at: no request leaves for strangers.
"""

from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

from .models import Criterion

REDIRECTS = 5
NOT_FOUND = {404, 410}
ASKS_TO_SIGN_IN = ("/compte/", "/cms/", "/django-admin/")


def look_at_proofs() -> int:
    """Look at every proof on this site and note what was found; how many are in trouble. Safe to run again."""
    handler = BaseHandler()
    handler.load_middleware()
    found: dict[str, str] = {}
    for one in Criterion.objects.with_page_of_this_site():
        if one.evidence_url not in found:
            found[one.evidence_url] = trouble_at(one.evidence_url, handler)
        _note(one, found[one.evidence_url])
    return Criterion.objects.with_troubled_proof().count()


def _note(criterion: Criterion, trouble: str) -> None:
    """Write what was found, unless the address was changed meanwhile. A trouble that ended may be told anew."""
    values = {"looked_at": timezone.now(), "trouble": trouble}
    if not trouble:
        values["trouble_told"] = False
    Criterion.objects.filter(pk=criterion.pk, evidence_url=criterion.evidence_url).update(**values)


def trouble_at(address: str, handler: BaseHandler) -> str:
    """What keeps a visitor from reading it, "" when nothing does."""
    if settings.MEDIA_URL.startswith("/") and address.startswith(settings.MEDIA_URL):
        name = unquote(urlsplit(address).path[len(settings.MEDIA_URL) :])
        return Criterion.Trouble.NONE if _is_stored(name) else Criterion.Trouble.GONE
    fragment = urlsplit(address).fragment
    for _step in range(REDIRECTS):
        response = _visit(address, handler)
        if response is None or response.status_code >= 500:  # noqa: PLR2004 - the portal's own fault
            return Criterion.Trouble.FAILED
        if response.status_code in NOT_FOUND:
            return Criterion.Trouble.GONE
        if 300 <= response.status_code < 400:  # noqa: PLR2004 - led elsewhere
            address = urljoin(address, response.get("Location", ""))
            if urlsplit(address).netloc not in ("", _site().netloc):
                return Criterion.Trouble.NONE  # it leads to another site on purpose
            if urlsplit(address).path.startswith(ASKS_TO_SIGN_IN):
                return Criterion.Trouble.PRIVATE
            continue
        if response.status_code != 200:  # noqa: PLR2004 - refused
            return Criterion.Trouble.PRIVATE
        return _place(response, fragment)
    return Criterion.Trouble.FAILED


def _is_stored(name: str) -> bool:
    try:
        return default_storage.exists(name)
    except (OSError, ValueError, SuspiciousOperation):  # also a path that climbs out
        return False


def _site():
    return urlsplit(settings.WAGTAILADMIN_BASE_URL)


def _visit(address: str, handler: BaseHandler):
    """What a visitor gets who comes for the first time; None when the program breaks."""
    parts, site = urlsplit(address), _site()
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "HTTP_HOST": site.netloc,
        "HTTP_USER_AGENT": "Chatiere (bot that looks at its own pages)",
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "wsgi.url_scheme": site.scheme or "http",
    }
    setup_testing_defaults(environ)
    prefix, language = get_script_prefix(), translation.get_language()
    try:
        set_script_prefix("/")
        return handler.get_response(WSGIRequest(environ))
    finally:
        set_script_prefix(prefix)
        translation.activate(language or settings.LANGUAGE_CODE)


class _Places(HTMLParser):
    """The ids of a page."""

    def __init__(self):
        super().__init__()
        self.ids: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.ids.update(value for name, value in attrs if name == "id" and value)


def _place(response, fragment: str) -> str:
    """Whether the page has the place that the address names."""
    if response.streaming:
        if getattr(response, "file_to_stream", None):
            response.file_to_stream.close()
        return Criterion.Trouble.NONE
    if not fragment or not response.get("Content-Type", "").startswith("text/html"):
        return Criterion.Trouble.NONE
    places = _Places()
    places.feed(response.content.decode("utf-8", "replace"))
    return Criterion.Trouble.NONE if unquote(fragment) in places.ids else Criterion.Trouble.ANCHOR
