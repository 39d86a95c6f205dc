"""How allauth makes, names and confirms our people."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


def display_name(person) -> str:
    """The only name that allauth's pages and mails may show."""
    return person.public_name


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        """The public name must be there at the first save: the database asks for it."""
        user.public_name = form.cleaned_data["public_name"].strip()
        return super().save_user(request, user, form, commit)


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user) -> str:
        return user.email
