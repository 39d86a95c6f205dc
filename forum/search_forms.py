"""What is asked of the search of the forum; sent by GET, so that each search has its address."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.support import searching
from forum.support.models import BugReport, Tag
from hosting.services.models import Service

# French has another word for it beside a state or a service than beside a board.
_ALL = pgettext_lazy("states, services", "All")
QUESTION_LENGTH = 200  # characters of what was typed that count


def _states() -> list:
    reports = [(value, capfirst(label)) for value, label in BugReport.State.choices]
    ideas = [(value, capfirst(label)) for value, label in Topic.Outcome.choices]
    return [("", _ALL), (_("Bug reports"), reports), (_("Ideas"), ideas)]


class SearchForm(forms.Form):
    """Only boards that the asker reads can be chosen: the name of another is no choice, as one that never was."""

    q = forms.CharField(
        label=_("What are you looking for?"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    rubrique = forms.ChoiceField(label=_("Board"), required=False)
    genre = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("All")),
            (searching.REPORTS, _("Bug reports")),
            (searching.QUESTIONS, _("Questions")),
            (searching.IDEAS, _("Ideas")),
            (searching.OTHERS, _("Discussions and announcements")),
        ],
    )
    etat = forms.ChoiceField(label=_("State"), required=False, choices=_states)
    resolu = forms.ChoiceField(
        label=pgettext_lazy("search of the forum", "Solved"),
        required=False,
        choices=[("", _("Solved or not")), (searching.YES, _("Solved ones")), (searching.NO, _("Not solved yet"))],
    )
    service = forms.ChoiceField(label=_("Service"), required=False)
    etiquette = forms.ChoiceField(label=_("Tag"), required=False)
    auteur = forms.CharField(label=_("Started by (public name)"), required=False, max_length=60)
    depuis = forms.ChoiceField(
        label=_("Last message"),
        required=False,
        choices=[
            ("", _("Whenever")),
            ("7", _("In the last seven days")),
            ("30", _("In the last month")),
            ("90", _("In the last three months")),
            ("365", _("In the last year")),
        ],
    )
    tri = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("Best results first")), (searching.LATEST, _("Latest first"))]
    )

    def __init__(self, values, *, boards: list[Forum]):
        typed = {name: value.replace("\x00", "") for name, value in values.items()}
        typed["q"] = " ".join(typed.get("q", "").split())[:QUESTION_LENGTH]
        super().__init__(typed, auto_id="search-%s")
        every = [("", _("All"))]
        services = Service.objects.filter(is_public=True).order_by("name")
        self.fields["rubrique"].choices = every + [(board.slug, board.name) for board in boards]
        self.fields["service"].choices = [("", _ALL), *services.values_list("slug", "name")]
        self.fields["etiquette"].choices = every + [*Tag.objects.values_list("slug", "name")]
        self.is_valid()

    @property
    def typed(self) -> str:
        return self.data["q"]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was asked for."""
        return any(self.data.get(name) for name in self.fields if name not in ("q", "tri"))

    def words_field(self):
        return self["q"]

    def filter_fields(self) -> list:
        return [self[name] for name in self.fields if name != "q"]

    def asked(self) -> dict[str, str]:
        """What was asked for, for addresses."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}
