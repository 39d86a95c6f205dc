"""Which incidents to be told of: all, or those of some services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hosting.services.models import Service
from portal.core.form_fields import RowsField


class ServicesForm(forms.Form):
    """The choice of services."""

    all_services = forms.BooleanField(label=_("All services, those to come as well"), required=False)
    services = RowsField(
        label=_("Or only these"), queryset=Service.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = Service.objects.in_catalogue()

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["all_services"] and not cleaned["services"]:
            self.add_error("services", _("Choose at least one service."))
        return cleaned

    def choice(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("all_services", "services")}


class SubscribeForm(ServicesForm):
    """An address, and the choice."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("It serves for these mails alone, and is deleted when you leave."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "all_services", "services"]
