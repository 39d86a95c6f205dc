"""allauth's forms without placeholders: they only say the label again, and are gone once somebody types."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp


class WithoutPlaceholders:
    """Put before one of the library's forms."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(WithoutPlaceholders, account.LoginForm):
    pass


class SignupForm(WithoutPlaceholders, account.SignupForm):
    pass


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
