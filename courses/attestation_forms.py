"""The name on an attestation; the code to check; the reason of a revocation."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Attestation

DIRECTION_SIGNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class NameForm(forms.Form):
    """The name that the attestation will bear; the public name to begin with."""

    name = forms.CharField(
        label=_("Your name, as the attestation shall bear it"),
        max_length=Attestation._meta.get_field("name").max_length,
        help_text=_(
            "Your name as your employer or association knows it, for instance. It stands on the attestation and on "
            "the page where it is checked, nowhere else, and cannot be changed afterwards."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        """On one line, without the signs that only turn the direction of writing: they could hide words."""
        return " ".join(DIRECTION_SIGNS.sub("", self.cleaned_data["name"]).split())


class CodeForm(forms.Form):
    """A code typed from paper, however it was spaced."""

    code = forms.CharField(
        label=_("Code of the attestation"),
        max_length=100,
        help_text=_("Five groups of four signs, as on the document. Capitals and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Attestation._meta.get_field("revocation_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it in the mail that tells them. The public page gives the date alone."),
    )
    may_ask_again = forms.BooleanField(
        label=_("The person may ask for another one"),
        required=False,
        help_text=_("For instance because the name had a slip."),
    )
