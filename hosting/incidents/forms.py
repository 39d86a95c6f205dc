"""Forms of staff: open an incident or announce a maintenance, say how it goes, resolve."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from hosting.services.models import Service

from .models import Kind, ServiceState, Severity, UpdateState

NOT_TOUCHED = ""


def _state_field(service: Service, *, initial: str, choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=service.name, choices=choices, required=False, initial=initial)


class ServiceStatesMixin:
    """One choice of state for each service, named `service_<id>`."""

    def add_services(self, services, *, initial=None, empty_label) -> None:
        choices = [(NOT_TOUCHED, empty_label), *ServiceState.choices]
        self.services = list(services)
        for service in self.services:
            self.fields[f"service_{service.pk}"] = _state_field(
                service, initial=(initial or {}).get(service.pk, NOT_TOUCHED), choices=choices
            )

    def states(self) -> dict[Service, str]:
        """What was chosen, without the services left alone."""
        chosen = {service: self.cleaned_data.get(f"service_{service.pk}") for service in self.services}
        return {service: state for service, state in chosen.items() if state}


class OpenIncidentForm(ServiceStatesMixin, forms.Form):
    """Everything that people must know at once, on one page."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("What people see, in plain words."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.INCIDENT)
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, initial=Severity.MINOR)
    starts_at = forms.DateTimeField(label=_("Start"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(
        label=_("End"),
        widget=AdminDateTimeInput,
        required=False,
        help_text=_("For a maintenance: it opens and closes by itself. Leave it empty for an incident."),
    )
    summary = forms.CharField(
        label=_("In one sentence"),
        max_length=250,
        required=False,
        help_text=_("Shown on every page while it lasts."),
    )
    state = forms.ChoiceField(
        label=_("Where we stand"),
        choices=[choice for choice in UpdateState.choices if choice[0] != UpdateState.RESOLVED],
    )
    text = forms.CharField(
        label=_("First message"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
        help_text=_("What people notice, what still works, when you will write again."),
    )
    to_do = forms.CharField(label=_("To do on your side"), max_length=250, required=False)
    data_lost = forms.BooleanField(
        label=_("Data lost or exposed"),
        required=False,
        help_text=_("Personal data: the CNIL must be told within 72 hours."),
    )
    is_published = forms.BooleanField(label=_("Publish at once"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].initial = timezone.localtime().replace(second=0, microsecond=0)
        self.add_services(Service.objects.in_catalogue(), empty_label=_("not touched"))

    def clean(self):
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if cleaned.get("kind") == Kind.MAINTENANCE and not ends_at:
            self.add_error("ends_at", _("Say when the maintenance ends: it closes by itself."))
        if cleaned.get("kind") == Kind.INCIDENT and not cleaned.get("text"):
            self.add_error("text", _("Write a first message: even “we are looking” helps."))
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", _("The end comes before the start."))
        if not self.errors and not self.states():
            self.add_error(None, _("Choose at least one service."))
        return cleaned


class TellForm(ServiceStatesMixin, forms.Form):
    """The next message; « resolved » ends the incident."""

    state = forms.ChoiceField(label=_("Where we stand"), choices=UpdateState.choices)
    text = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)

    def __init__(self, *args, incident, **kwargs):
        super().__init__(*args, **kwargs)
        touched = list(incident.touched.select_related("service"))
        initial = {one.service_id: ServiceState.OPERATIONAL if one.restored_at else one.state for one in touched}
        self.add_services([one.service for one in touched], initial=initial, empty_label=_("as before"))
        last = incident.updates.last()
        if last is not None:
            self.fields["state"].initial = last.state
