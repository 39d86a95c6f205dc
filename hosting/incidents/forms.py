"""Forms of staff: open an incident or announce a maintenance, say how it goes, resolve."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from hosting.services.models import Component, Service

from .models import (
    ENDS,
    INCIDENT_STATES,
    MAINTENANCE_STATES,
    BreachDecision,
    Kind,
    ServiceState,
    Severity,
)
from .states import state_of_parts

NOT_TOUCHED = ""


def _state_field(label: str, before: str | None) -> forms.ChoiceField:
    """Nothing chosen leaves the state as it was `before`; None where it is not touched yet."""
    empty = _("not touched")
    if before is not None:
        empty = _("as before: %(state)s") % {"state": ServiceState(before).label}
    return forms.ChoiceField(label=label, choices=[(NOT_TOUCHED, empty), *ServiceState.choices], required=False)


class ServiceStatesMixin:
    """One choice of state for each service (`service_<id>`), and below it one for each of its parts (`part_<id>`)."""

    def add_services(self, services, *, before=None, parts_before=None) -> None:
        """`before` and `parts_before` are the present states by key, of what an open incident touches already."""
        self.services, self.parts_before = list(services), parts_before or {}
        for service in self.services:
            state = (before or {}).get(service.pk)
            self.fields[f"service_{service.pk}"] = _state_field(service.name, state)
            working = None if state is None else ServiceState.OPERATIONAL
            for part in service.components.all():
                label = _("%(service)s: %(part)s") % {"service": service.name, "part": part.name}
                self.fields[f"part_{part.pk}"] = _state_field(label, self.parts_before.get(part.pk, working))

    def states(self) -> dict[Service, str]:
        """What was chosen for services. One of which only parts are chosen has the state that all of its parts make of
        it."""
        found = {}
        for service in self.services:
            parts = service.components.all()
            chosen = {part.pk: state for part in parts if (state := self.cleaned_data.get(f"part_{part.pk}"))}
            if state := self.cleaned_data.get(f"service_{service.pk}"):
                found[service] = state
            elif chosen:
                known = {part.pk: self.parts_before[part.pk] for part in parts if part.pk in self.parts_before}
                found[service] = state_of_parts((known | chosen).values(), len(parts))
        return found

    def parts(self) -> dict[Component, str]:
        """What was chosen for parts, without those left alone."""
        parts = [part for service in self.services for part in service.components.all()]
        chosen = {part: self.cleaned_data.get(f"part_{part.pk}") for part in parts}
        return {part: state for part, state in chosen.items() if state}


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
        choices=[(one.value, one.label) for one in INCIDENT_STATES if one not in ENDS],
        help_text=_("For an incident; a maintenance is planned."),
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
        services = Service.objects.in_catalogue().prefetch_related("components")
        self.add_services(services)

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
    """The next message, with the states of services from now on, also of those that the incident reaches only now;
    « resolved » (for a maintenance « done ») ends it."""

    state = forms.ChoiceField(
        label=_("Where we stand"), help_text=_("The last of them ends it: only the account can follow.")
    )
    text = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)

    def __init__(self, *args, incident, **kwargs):
        super().__init__(*args, **kwargs)
        states = MAINTENANCE_STATES if incident.is_maintenance else INCIDENT_STATES
        self.fields["state"].choices = [(one.value, one.label) for one in states]
        touched = incident.touched.select_related("service").prefetch_related("service__components", "changes")
        services = [one.service for one in touched]
        others = Service.objects.in_catalogue().exclude(pk__in=[one.pk for one in services])
        self.add_services(
            [*services, *others.prefetch_related("components")],
            before={one.service_id: one.state_now() for one in touched},
            parts_before={one.component_id: one.state_now() for one in incident.parts.all()},
        )
        last = incident.updates.last()
        if last is not None and last.state in states:
            self.fields["state"].initial = last.state

    def clean(self):
        cleaned = super().clean()
        still = [service for service, state in self.states().items() if state != ServiceState.OPERATIONAL]
        if cleaned.get("state") in ENDS and still:
            self.add_error(
                None, _("What ends leaves every service operational: publish these states first, then end it.")
            )
        return cleaned


class BreachForm(forms.Form):
    """What was decided about personal data lost or exposed."""

    known_at = forms.DateTimeField(
        label=_("Known since"), widget=AdminDateTimeInput, help_text=_("The 72 hours count from here.")
    )
    decision = forms.ChoiceField(
        label=_("Told to the CNIL"), choices=BreachDecision.choices, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Why, and what was done"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        required=False,
        help_text=_("What data, whose, what follows for them, what you did. It is your register, and not published."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") and not cleaned.get("note"):
            self.add_error("note", _("Write down why: the law asks for it."))
        if cleaned.get("known_at") and cleaned["known_at"] > timezone.now():
            self.add_error("known_at", _("This moment is still to come."))
        return cleaned


class AccountForm(forms.Form):
    """The account of what happened, from a frame that asks the questions people have."""

    text = forms.CharField(
        label=_("Account of what happened"),
        widget=forms.Textarea(attrs={"rows": 20}),
        max_length=40_000,
        help_text=_("Markdown. Published with the incident; whoever follows it is told once."),
    )

    def clean_text(self):
        """The frame alone is no account: everybody would be called to read bare questions, and this is told once."""
        text = self.cleaned_data["text"]
        if all(line.lstrip().startswith("#") for line in text.splitlines() if line.strip()):
            raise forms.ValidationError(_("Answer the questions first: nothing stands below the headings yet."))
        return text
