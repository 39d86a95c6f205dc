"""Forms of sign-up and profile."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import User

# those that turn, and those that are letters or signs by name alone
UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u115f\u1160\u3164\uffa0\u2800]")


def clean_public_name(name: str) -> str:
    """A public name is for everybody's eyes: never an e-mail address, and something to be seen. Runs of spaces become
    one; signs that turn the direction of what follows are left out, since it stands in the middle of others' words."""
    name = " ".join(UNSEEN.sub("", name).split())
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in name):
        raise forms.ValidationError(forms.Field.default_error_messages["required"])
    if "@" in name:
        raise forms.ValidationError(_("This name is shown to everyone: choose one that is no e-mail address."))
    return name


class PublicNameForm(forms.Form):
    """What allauth's sign-up form asks besides address and password."""

    public_name = forms.CharField(
        label=_("Public name"),
        max_length=60,
        help_text=_("The only name that others see. It can be a nickname."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["public_name", "email", "password1"]

    def clean_public_name(self):
        return clean_public_name(self.cleaned_data["public_name"])

    def signup(self, request, user):
        """Called by allauth after the person was saved; the name is already there (adapter)."""


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["public_name", "language"]
        widgets = {"public_name": forms.TextInput(attrs={"autocomplete": "nickname"})}

    def clean_public_name(self):
        return clean_public_name(self.cleaned_data["public_name"])
