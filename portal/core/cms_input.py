"""What nobody's browser sends to /cms/ by itself: forged numbers, fields that are missing, words where a key belongs.

Wagtail, taggit and modelcluster believe their own forms: they turn what was sent into a number without looking, and
their views end in a server error. Nothing was kept by then: each saves within one transaction. Whoever sent it is told
so (400), and the log keeps where it happened. What goes wrong in code of ours stays a server error.
"""

import logging
from itertools import zip_longest
from traceback import walk_tb
from types import TracebackType

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError, IntegrityError

from .errors import not_usable
from .form_fields import LONGEST_KEY

PREFIX = "/cms/"
# What reading and keeping forged values raises; never what a broken template, table, file or setting does.
OF_THE_SENDER = (
    *(ValueError, OverflowError, KeyError, ValidationError, InvalidPage, ObjectDoesNotExist),
    *(DataError, IntegrityError),
)
# Views of Wagtail that fail in a way of their own: a revision that is gone, a form without its only field, a list where
# a table belongs.
WAYS_OF_THEIR_OWN = {
    "wagtailadmin_pages:revisions_revert": AttributeError,
    "wagtailadmin_choose_page_external_link": AttributeError,
    "wagtailadmin_dismissibles": TypeError,
}
OURS = {app.partition(".")[0] for app in settings.OWN_APPS}

logger = logging.getLogger(__name__)


class ForgedInputMiddleware:
    """After AuthenticationMiddleware: the page that tells it is drawn for whoever is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """An address to go on to afterwards is followed once everything is saved: it is looked at first."""
        if request.path.startswith(PREFIX) and not all(map(_leads_somewhere, _asked_next(request))):
            return not_usable(request)
        return None

    def process_exception(self, request, error):
        if not request.path.startswith(PREFIX) or not _is_of_the_sender(request, error):
            return None
        if _is_ours(error.__traceback__):
            return None
        logger.warning("Not usable: %s %s", request.method, request.path, exc_info=error)
        return not_usable(request)


def _asked_next(request) -> list[str]:
    return [*request.GET.getlist("next"), *request.POST.getlist("next")]


def _leads_somewhere(address: str) -> bool:
    return not address or address.startswith(("/", "http://", "https://"))


def _is_of_the_sender(request, error) -> bool:
    own = WAYS_OF_THEIR_OWN.get(request.resolver_match.view_name) if request.resolver_match else None
    if own is not None and isinstance(error, own):
        return True
    return isinstance(error, OF_THE_SENDER) and _says_something(request)


def _says_something(request) -> bool:
    """Does the request carry words of whoever sent it? A plain address that fails is a fault of the program."""
    if request.method not in ("GET", "HEAD") or request.GET:
        return True
    found = request.resolver_match.captured_kwargs.values() if request.resolver_match else ()
    return any(not isinstance(one, int) or len(str(one)) > LONGEST_KEY for one in found)


def _is_ours(trace: TracebackType | None) -> bool:
    """Did code of ours take part below the middleware? A method that only calls the one it overrides did not."""
    frames = [frame for frame, _line in walk_tb(trace) if frame.f_globals.get("__name__") != "contextlib"]
    for frame, called in zip_longest(frames, frames[1:]):
        passes_on = called is not None and called.f_code.co_name == frame.f_code.co_name
        if frame.f_globals.get("__name__", "").partition(".")[0] in OURS and not passes_on:
            return True
    return False
