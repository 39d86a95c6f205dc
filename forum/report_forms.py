"""Forms about reported content: reporting, answering, contesting, answering the appeal."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from forum.support.models import ReportOutcome, Rule

from .forms import StatementForm, UnixLinesMixin, reason_field

Measure = ReportOutcome.Measure


def _words(label, rows: int = 4, **options):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class ReportContentForm(UnixLinesMixin, forms.Form):
    """« Signaler un contenu », with or without an account."""

    rule = forms.ChoiceField(label=_("What is wrong?"), choices=Rule.choices, widget=forms.RadioSelect)
    words = _words(
        _("In your words"),
        max_length=2000,
        help_text=_("What is wrong, and where in the message. You write in good faith."),
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("To tell you what was decided. It is given to nobody, and deleted after seven months."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        if person.is_authenticated:
            del self.fields["address"]


class AnswerReportForm(UnixLinesMixin, StatementForm):
    """The decision, with all that its author is owed."""

    measure = forms.ChoiceField(
        label=_("Decision"),
        choices=[(value, capfirst(label)) for value, label in Measure.choices],
        widget=forms.RadioSelect,
    )
    field_order = ["measure", "rule", "reason", "facts"]


class ContestForm(UnixLinesMixin, forms.Form):
    words = _words(_("Why you see it otherwise"), max_length=3000, rows=6)


class AnswerAppealForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Answer"),
        choices=[("stands", _("The decision stands")), ("lifted", _("The decision is lifted"))],
        widget=forms.RadioSelect,
    )
    reason = reason_field()


class NoteForm(UnixLinesMixin, forms.Form):
    words = _words(_("Note"), max_length=3000)
