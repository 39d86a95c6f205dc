"""allauth's forms without placeholders (they only say the label again, and are gone once somebody types), with our own
words for an address, and what else of them is ours."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from .models import User


class WithoutPlaceholders:
    """Put before one of the library's forms."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name in {"email", "login"} & self.fields.keys():
            self.fields[name].label = _("E-mail address")


class LoginForm(WithoutPlaceholders, account.LoginForm):
    pass


class SignupForm(WithoutPlaceholders, account.SignupForm):
    def try_save(self, request):
        """As the library has it; but a known address takes as long as a new one, since a password that is not hashed
        would tell the difference, and of two clicks at the same moment the second meets a known address."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class AddEmailForm(WithoutPlaceholders, account.AddEmailForm):
    pass


class ChangePasswordForm(WithoutPlaceholders, account.ChangePasswordForm):
    pass


class SetPasswordForm(WithoutPlaceholders, account.SetPasswordForm):
    pass


class ResetPasswordForm(WithoutPlaceholders, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(WithoutPlaceholders, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(WithoutPlaceholders, account.ReauthenticateForm):
    pass


class AuthenticateForm(WithoutPlaceholders, second_factor.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(WithoutPlaceholders, second_factor.ReauthenticateForm):
    pass


class ActivateTOTPForm(WithoutPlaceholders, totp.ActivateTOTPForm):
    pass


def passkey_name() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        required=False,
        help_text=_("So that you know it again among yours: “my telephone”, “the computer at the office”."),
    )


class AddPasskeyForm(passkeys.AddWebAuthnForm):
    """Only passkeys that sign in alone are made here: `passwordless` is not asked, the server checks it."""

    name = passkey_name()
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    def clean_passwordless(self):
        return True


class RenamePasskeyForm(passkeys.EditWebAuthnForm):
    name = passkey_name()
