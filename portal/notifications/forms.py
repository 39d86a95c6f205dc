"""Forms of the notification centre."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import kinds
from .following import preferences_of
from .models import Frequency, Settings


class FollowForm(forms.Form):
    """How often to hear of something followed."""

    frequency = forms.ChoiceField(label=_("By mail"), choices=Frequency.choices, initial=Frequency.AT_ONCE)


class SettingsForm(forms.ModelForm):
    """The pause, and how often for each kind that is mailed (fields « kind-<name> »)."""

    class Meta:
        model = Settings
        fields = ["is_paused", "follows_own"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = preferences_of(person)
        for kind in kinds.registered():
            if kind.mails and kind.offered():
                self.fields[f"kind-{kind.name}"] = forms.ChoiceField(
                    label=kind.label, choices=Frequency.choices, initial=self.before[kind.name]
                )

    def groups(self) -> list[dict]:
        """The fields of kinds, by the part of the site they come from."""
        found: dict[str, list] = {}
        for kind in kinds.registered():
            if kind.mails and kind.offered():
                found.setdefault(str(kind.group), []).append(self[f"kind-{kind.name}"])
        return [{"title": title, "fields": fields} for title, fields in found.items()]

    def changed_kinds(self) -> dict[str, str]:
        """kind → frequency, of those that differ from before."""
        shown = [name for name in self.before if f"kind-{name}" in self.cleaned_data]
        chosen = {name: self.cleaned_data[f"kind-{name}"] for name in shown}
        return {name: value for name, value in chosen.items() if value != self.before[name]}
