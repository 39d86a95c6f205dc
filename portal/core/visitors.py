"""Visitors without a cookie: known from the first moment, so that nothing varies on a session they do not have."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

# Whoever carries one of these gets pages of their own: never from the page cache, never into it.
PREFERENCES_COOKIE = "preferences"
LEARNER_COOKIE = "learner"
MESSAGES_COOKIE = "messages"


def personal_cookies() -> tuple[str, ...]:
    """Names of the cookies that make an answer personal."""
    return (settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE, PREFERENCES_COOKIE, LEARNER_COOKIE)


def is_plain_visitor(request) -> bool:
    """True when nothing in the request can change the page: no session, message, preference or answers."""
    return not any(name in request.COOKIES for name in personal_cookies())


class CookielessVisitorMiddleware:
    """Right after AuthenticationMiddleware: without a session cookie the user is anonymous, full stop.

    Reading Django's lazy `request.user` would open the session and add `Vary: Cookie` to every page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            anonymous = AnonymousUser()
            request.user = anonymous

            async def auser():
                return anonymous

            request.auser = auser
        return self.get_response(request)
