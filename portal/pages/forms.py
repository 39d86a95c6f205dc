"""Forms that a visitor may send."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PreferencesForm(forms.Form):
    """Language and reading font; kept in one cookie that says nothing else."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    font = forms.ChoiceField(
        label=_("Font of the texts"),
        choices=[
            ("system", _("The one of your device")),
            ("atkinson", _("Atkinson Hyperlegible Next, with letters that differ well")),
        ],
        widget=forms.RadioSelect,
    )
    back = forms.CharField(required=False, widget=forms.HiddenInput)
