"""Signing out: a server sends somebody here to sign out of the portal too; what happens here reaches the servers."""

from urllib.parse import urlsplit

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.idp.oidc import forms as allauth_forms
from allauth.idp.oidc import views as allauth_views
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.people.session_signals import sessions_ended

from ..actions import sign_on
from ..models import RelyingParty, SignOn
from . import keys


class LogoutForm(allauth_forms.RPInitiatedLogoutForm):
    """The address to go back to is exactly one of the client's, or none: allauth would take more (another port, more
    parameters). What is wrong is ignored, as the specification asks."""

    def clean(self):
        told = self.cleaned_data
        of_token = (told.get("id_token_hint") or {}).get("aud")
        named = told.get("client_id") or of_token
        party = RelyingParty.objects.known_as(named).first() if of_token in (None, named) else None
        told["client"] = party.client if party else None
        known = party.client.get_post_logout_redirect_uris() if party else []
        wanted = told.get("post_logout_redirect_uri")
        told["post_logout_redirect_uri"] = wanted if wanted in known else None
        return told


@method_decorator(never_cache, name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")
class LogoutView(allauth_views.LogoutView):
    """OpenID Connect RP-Initiated Logout 1.0. The person is asked, always: nobody signs another out by a link."""

    form_class = LogoutForm

    def dispatch(self, request, *args, **kwargs):
        keys.require_provider()
        return super().dispatch(request, *args, **kwargs)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        address = context["form"].cleaned_data["post_logout_redirect_uri"]
        if address:
            # the one form whose answer leads to another host
            parts = urlsplit(address)
            response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}
        return response

    def _handle(self, form, op_logout: bool):
        """Whoever chooses to stay signed in here has signed out there all the same."""
        client = form.cleaned_data["client"]
        if self.request.user.is_authenticated and client is not None:
            sign_on.end(_of_session(self.request).filter(party__client=client))
        return super()._handle(form, op_logout)


def _of_session(request):
    return SignOn.objects.filter(session_digest=sign_on.digest(request.session.session_key or ""))


def after_sign_out(sender, request, user, **_kwargs) -> None:
    """Receiver of `user_logged_out`: this device."""
    if user is not None and getattr(request, "session", None) is not None:
        sign_on.end(_of_session(request))


def after_sessions(sender, keys, **_kwargs) -> None:
    """Receiver of `sessions_ended`: « sign out everywhere »."""
    sign_on.end(SignOn.objects.filter(session_digest__in=[sign_on.digest(key) for key in keys]))


def after_password(sender, user, **_kwargs) -> None:
    """A new password closes every other session here, and gives this one another key: all begin anew."""
    sign_on.end(SignOn.objects.filter(person=user))


def after_change_of_person(sender, instance, raw=False, **_kwargs) -> None:
    """Somebody was made inactive in /cms/."""
    if not raw and not instance.is_active:
        sign_on.end(SignOn.objects.filter(person=instance))


def connect() -> None:
    user_logged_out.connect(after_sign_out, dispatch_uid="cloud-sign-out")
    sessions_ended.connect(after_sessions, dispatch_uid="cloud-sign-out-sessions")
    for changed in (password_changed, password_reset, password_set):
        changed.connect(after_password, dispatch_uid="cloud-sign-out-password")
    post_save.connect(after_change_of_person, sender=get_user_model(), dispatch_uid="cloud-sign-out-inactive")
