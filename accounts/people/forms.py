"""Forms of sign-up and profile."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PublicNameForm(forms.Form):
    """What allauth's sign-up form asks besides address and password."""

    public_name = forms.CharField(
        label=_("Public name"),
        max_length=60,
        help_text=_("The only name that others see. It can be a nickname."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def signup(self, request, user):
        """Called by allauth after the person was saved; the name is already there (adapter)."""
