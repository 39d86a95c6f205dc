"""What a visitor looks for in the directory: a GET form, its address can be kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import naming
from .presentation import WAYS


class FindForm(forms.Form):
    """`kinds`: short names of those that some host has. A value that is no choice asks for everything."""

    service = forms.ChoiceField(label=_("Service"), required=False)
    lieu = forms.CharField(label=_("Town, department or country"), required=False, max_length=80)
    inscription = forms.ChoiceField(label=_("Way of joining"), required=False)

    def __init__(self, data, *, kinds: set[str]):
        super().__init__(data, auto_id="find-%s")
        names = [(slug, name) for slug, name in naming.kinds().items() if slug in kinds]
        self.fields["service"].choices = [("", _("All services")), *names]
        self.fields["inscription"].choices = [("", _("All ways")), *WAYS.items()]
        self.is_valid()

    def asked(self, name: str) -> str:
        """What is asked for; empty for nothing, or for what is no choice."""
        return self.cleaned_data.get(name, "").replace("\x00", " ").strip()
