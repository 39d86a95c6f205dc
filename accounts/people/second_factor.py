"""Whoever holds a role that opens others' data needs a second factor before they reach anything, by any route."""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .roles import Role, has_role, needs_second_factor

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


def was_shown(request) -> bool:
    """True when this very session was opened with the second factor, or made it."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def may_be_made_now(request) -> bool:
    """True for whoever has no second factor yet and signed in within the last minutes: asking for the password they
    have just typed would only turn them away. Once there is one, each change to it asks again."""
    records = get_authentication_records(request, request.user)
    if not records or is_mfa_enabled(request.user):
        return False
    return time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


@receiver(authenticator_added)
def remember_activation(sender, request, authenticator, **kwargs) -> None:
    """Whoever has just typed a code to activate the second factor, or made a passkey, has shown it: they need not sign
    in again, nor type another code before they read their recovery codes."""
    if authenticator.type in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        post_authentication(request, authenticator, reauthenticated=True)


def invitation(request):
    """Whoever answers for an association is invited to have one, on the home of their account; nobody forces them."""
    if has_role(request.user, Role.MANAGER) and not is_mfa_enabled(request.user):
        yield {
            "title": _("Protect the account that answers for an association"),
            "line": _("A passkey or a code from an app: a stolen password alone then opens nothing."),
            "url": reverse("mfa_index"),
            "label": _("Set it up"),
        }


class SecondFactorMiddleware:
    """After AuthenticationMiddleware. Superusers are no exception; a member without a role never notices.

    Having a second factor is not enough: a session that some other sign-in page opened by password alone is closed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        person = request.user
        if not person.is_authenticated or not needs_second_factor(person):
            return self.get_response(request)
        if is_mfa_enabled(person):
            return self.get_response(request) if was_shown(request) else self._sign_in_again(request)
        if request.path.startswith(EXEMPT):
            return self.get_response(request)
        text = _("Your role opens other people’s data, so it needs a second factor. It takes three minutes.")
        messages.info(request, text)
        return redirect("mfa_activate_totp")

    @staticmethod
    def _sign_in_again(request):
        logout(request)
        messages.info(request, _("Please sign in again, with your second factor."))
        return redirect("account_login")
