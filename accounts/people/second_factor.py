"""Whoever holds a role that opens others' data needs a second factor before they reach anything, by any route."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .roles import needs_second_factor

# What it takes to get the second factor, to leave, and to see the page at all.
EXEMPT = (
    "/compte/2fa/",
    "/compte/reauthenticate/",
    "/compte/logout/",
    "/compte/confirm-email/",
    "/preferences/",
    "/static/",
    "/media/",
)


class SecondFactorMiddleware:
    """After AuthenticationMiddleware. Superusers are no exception; a member without a role never notices."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        person = request.user
        if (
            not request.path.startswith(EXEMPT)
            and person.is_authenticated
            and needs_second_factor(person)
            and not is_mfa_enabled(person)
        ):
            messages.info(
                request,
                _("Your role opens other people’s data, so it needs a second factor. It takes three minutes."),
            )
            return redirect("mfa_activate_totp")
        return self.get_response(request)
