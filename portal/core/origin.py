"""Forms that a visitor may post (quiz answers, preferences, subscriptions) are checked by where they come from.

A page that is read holds no CSRF token, so it can be cached whole. The browser itself says where a form was sent
from: Sec-Fetch-Site in all current browsers, Origin in older ones, Referer as a last resort.
"""

from functools import wraps
from urllib.parse import urlsplit

from django.views.decorators.csrf import csrf_exempt

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def comes_from_here(request) -> bool:
    """True when the browser says that this site's own page sent the form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if not source or source == "null":
        return False
    try:
        parts = urlsplit(source)
    except ValueError:  # no address at all
        return False
    return parts.netloc == request.get_host() and parts.scheme == request.scheme


def visitor_form(view):
    """Mark a view as a form for visitors: no CSRF token, an origin check instead (403 with a way out)."""

    @csrf_exempt
    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method not in SAFE_METHODS and not comes_from_here(request):
            from .errors import foreign_form

            return foreign_form(request)
        return view(request, *args, **kwargs)

    return checked
