"""Forms of the triage page."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.organisations.models import Territory
from forum.machina.forum.models import Forum
from forum.support import triage
from forum.support.models import BugReport
from hosting.services.models import Service

from .forms import StateForm


class FilterForm(forms.Form):
    """Which reports; sent by GET, so that each view has its address. What is not known filters nothing."""

    etat = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [
            ("", _("Open")),
            (triage.ALL, _("All")),
            *((value, capfirst(label)) for value, label in BugReport.State.choices),
        ],
    )
    service = forms.ModelChoiceField(
        label=_("Service"), queryset=Service.objects.order_by("name"), required=False, empty_label=_("All")
    )
    age = forms.ChoiceField(
        label=_("Older than"),
        required=False,
        choices=[("", "—"), ("7", _("a week")), ("30", _("a month")), ("90", _("three months"))],
    )
    territoire = forms.ModelChoiceField(
        label=_("Territory"),
        queryset=Territory.objects.order_by("path"),
        to_field_name="code",
        required=False,
        empty_label=pgettext_lazy("territories", "All"),
    )
    silence = forms.BooleanField(label=_("Without an answer only"), required=False)

    def reports(self):
        """The reports asked for."""
        self.is_valid()
        asked = self.cleaned_data
        return triage.to_sort(
            state=asked.get("etat") or triage.OPEN,
            service=asked.get("service"),
            older_than=asked.get("age", ""),
            territory=asked.get("territoire"),
            silent=asked.get("silence", False),
        )


class BulkForm(StateForm):
    """One thing for all the reports that are ticked."""

    action = forms.ChoiceField(
        label=_("What to do with those ticked"),
        choices=[("state", _("Change the state")), ("move", _("Move")), ("lock", _("Lock"))],
    )
    board = forms.ModelChoiceField(
        label=_("New board"), queryset=Forum.objects.none(), required=False, help_text=_("To move only.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=250, help_text=_("The people concerned will read it."), required=True
    )
    field_order = ["action", "state", "duplicate_of", "board", "reason"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Forum.objects.readable_by(person).in_order()
        self.fields["state"].help_text = _("To change the state only.")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("action") == "move" and not cleaned.get("board") and "board" not in self.errors:
            self.add_error("board", _("Choose the board."))
        return cleaned
