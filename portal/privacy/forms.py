"""The one choice of whoever leaves."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LeaveForm(forms.Form):
    words = forms.ChoiceField(
        label=_("What you wrote in the forum"),
        choices=[
            ("keep", _("stays for those who may need it, without my name")),
            ("remove", _("is removed: the words of my messages and the titles of my topics are erased")),
        ],
        initial="keep",
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=_("I want my account to be deleted, with what is told above."),
        error_messages={"required": _("Tick this to go on.")},
    )
