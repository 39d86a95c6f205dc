"""Asking whoever is signed in to accept what asks for it: at their first page of a visit, and where it is needed.

Decided with facts of the law, since a refusal must stay possible and may cost nobody what is theirs by right:

- never locked, at any time: reading anything public, the course with its quizzes, one's data and their archive (GDPR
  15 and 20), deleting the account (17), putting right or taking back what one wrote (16), leaving an association,
  closing a cloud account, passwords, devices and mails, contact, reporting a content and appealing a decision (DSA 16
  and 17), the administration and the referents' desk, where others wait for an answer;
- locked once a version that must be accepted holds, until it is: what begins something new under the rules, which is
  `FORMS` and `POSTS`. What was typed goes through after the acceptance.

Before that day one is asked too, once a visit, and may say « later ». Whoever was made in /cms/, imported or invited
has accepted nothing yet, so they are asked at their first sign-in. The question costs no query of its own: it is asked
with the roles (`accounts.people.roles.register_fact`).
"""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from accounts.people.roles import is_fact

from .models import TextVersion

FACT = "texts-to-accept"
ASKED = "texts_asked"  # in the session: numbers of the versions that this visit was asked about
# Led away as soon as they are opened, so that nothing is typed in vain.
FORMS = frozenset({"forum:new-topic", "cloud:ask", "organisations:ask"})
# Forms inside pages that anybody may read.
POSTS = FORMS | {
    "forum:reply",
    "forum:vote",
    "forum:me-too",
    "organisations:invitation",
    "organisations:invitations",
}
# Nobody is led away from these, not even once.
LEFT_ALONE = (
    *("/cms/", "/demo/", "/static/", "/media/", "/documents/", "/preferences/", "/contact/", "/verifier/"),
    *("/compte/login/", "/compte/logout/", "/compte/2fa/", "/compte/reauthenticate/", "/compte/confirm-email/"),
    *("/compte/password/", "/compte/email/", "/compte/sessions/", "/compte/notifications/"),
    *("/compte/donnees/", "/compte/suppression/", "/compte/textes/"),
)
THE_TEXTS = "portal.transparency.views.texts"  # nor from the texts themselves


def waiting_for(request) -> list[TextVersion]:
    """The versions that this person is asked to accept, in force or announced; [] for a visitor."""
    return list(TextVersion.objects.waiting_for(request.user.pk)) if is_fact(request.user, FACT) else []


def is_locked(path: str) -> bool:
    """Whether this address of the site is a form that waits for the acceptance."""
    try:
        return resolve(path.partition("?")[0]).view_name in POSTS
    except Resolver404:
        return False


def address(then: str) -> str:
    """The page that asks, and where it leads on to."""
    return f"{reverse('transparency:accept')}?{urlencode({'next': then})}"


class AskMiddleware:
    """After SecondFactorMiddleware: whoever must still show who they are is not asked yet."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not is_fact(request.user, FACT):
            return None
        name = request.resolver_match.view_name
        is_read = request.method in ("GET", "HEAD", "OPTIONS")
        # X-Fragment: the page keeps the writer's own draft, which nobody else sees
        if name in (FORMS if is_read else POSTS) and "X-Fragment" not in request.headers:
            return self._lock(request, is_read)
        return self._ask_once(request) if is_read and self._is_page(request) else None

    @staticmethod
    def _lock(request, is_read: bool):
        """Not before the day of effect: until then everything goes on as agreed."""
        if not any(one.is_in_force_already for one in waiting_for(request)):
            return None
        if is_read:
            return redirect(address(request.get_full_path()))
        from .views.consents import ask_before

        return ask_before(request)

    @staticmethod
    def _is_page(request) -> bool:
        """A page that a person opens to read it, not a picture, a feed or a part of one."""
        return (
            "text/html" in request.headers.get("Accept", "")
            and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
            and request.resolver_match.func.__module__ != THE_TEXTS
            and not request.path.startswith(LEFT_ALONE)
        )

    @staticmethod
    def _ask_once(request):
        waiting = [one.pk for one in waiting_for(request)]
        if set(waiting) <= set(request.session.get(ASKED, [])):
            return None
        request.session[ASKED] = waiting
        return redirect(address(request.get_full_path()))
