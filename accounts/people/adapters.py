"""How allauth makes, names, confirms and writes to our people."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.contrib import messages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.notifications import actions as notifications
from portal.privacy.actions.departures import pending_of

from . import second_factor
from .models import User
from .session_signals import sessions_ended
from .templatetags.people import device

# What a session list must never hold, in a field that must hold an address.
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - « no particular address », stored instead of the real one


def display_name(person) -> str:
    """The only name that allauth's pages and mails may show."""
    return person.public_name


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        """The public name must be there at the first save: the database asks for it."""
        user.public_name = form.cleaned_data["public_name"].strip()
        user.language = translation.get_language() or user.language
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix, email, context):
        """Through our outbox, in the reader's language; forgotten once sent, since most hold a link that signs in."""
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        person = person if isinstance(person, User) and person.pk else None
        values = {**context, **notifications.mail_context(), "email": email}
        values.pop("request", None)
        with translation.override(person.language if person else translation.get_language()):
            subject = render_to_string(f"{template_prefix}_subject.txt", values)
            text = render_to_string(f"{template_prefix}_message.txt", values)
        notifications.put(
            key=f"account-{uuid.uuid4()}",
            address=email,
            person=person,
            subject=" ".join(subject.split()),
            text=text,
            confidential=True,
        )

    def confirm_email(self, request, email_address) -> bool:
        """As the library has it, unless another account has the address, which nobody confirmed there (an import, a
        sign-up left half-way): the database lets two accounts have no address in common."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email__iexact=email_address.email).exists():
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": email_address.email})
            return False
        return super().confirm_email(request, email_address)

    def get_login_redirect_url(self, request):
        """Whoever comes back while their account waits to be deleted is offered to keep it."""
        if pending_of(request.user) is not None:
            return reverse("privacy:leave")
        return super().get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """As the library has it, except that a sign-in of just now is enough to make one's first second factor."""
        if app == "allauth.mfa" and second_factor.may_be_made_now(self.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Passkeys by our name for them."""
        methods = super().get_reauthentication_methods(user)
        for method in methods:
            if method["id"] == "mfa_reauthenticate:webauthn":
                method["description"] = _("Use a passkey")
        return methods

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """One message of the library is noise: « signed in » says what the page shows anyway."""
        if message_template == "account/messages/logged_in.txt":
            return
        super().add_message(request, level, message_template, message_context, extra_tags, message)


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions) -> None:
        """« Sign out everywhere »: whoever let those sessions in elsewhere hears of it."""
        sessions = list(sessions)
        super().end_sessions(sessions)
        sessions_ended.send(sender=type(self), keys=[session.session_key for session in sessions])


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user) -> str:
        return user.email

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the person's device names the site by."""
        return super().get_public_key_credential_rp_entity() | {"name": notifications.mail_context()["host"]["name"]}

    def generate_authenticator_name(self, user, type) -> str:  # noqa: A002 - the library's name
        """The device that it is made on; the person may change it."""
        return device(context.request.headers.get("User-Agent", ""))
