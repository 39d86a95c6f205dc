"""The survey as a form: a field for each question, none of which must be answered, though one at least is."""

from django import forms
from django.utils.translation import gettext as _

from .models import Survey, SurveyQuestion
from .models.surveys import LONGEST_TEXT

Kind = SurveyQuestion.Kind


class SurveyForm(forms.Form):
    """`answers()` is what `survey_actions.record_answers` takes."""

    def __init__(self, *args, survey: Survey, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {f"q{one.pk}": one for one in survey.questions.all()}
        for name, question in self.questions.items():
            self.fields[name] = _field(question)

    def clean(self):
        values = super().clean()
        if not self.errors and not any(value.strip() if isinstance(value, str) else value for value in values.values()):
            raise forms.ValidationError(_("Answer one question at least: your link serves once."))
        return values

    def answers(self) -> dict[SurveyQuestion, list[str] | str]:
        """Chosen answers as lists; texts as they are."""
        given = {}
        for name, question in self.questions.items():
            value = self.cleaned_data[name]
            given[question] = [value] if question.kind == Kind.ONE else value
        return given


def _field(question: SurveyQuestion) -> forms.Field:
    choices = [(line, line) for line in question.lines]
    shared = {"label": question.text, "required": False}
    if question.kind == Kind.ONE:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
    if question.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    hint = _("Read by the team, which may publish it without knowing whose it is: leave names out.")
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=LONGEST_TEXT, widget=area, help_text=hint, **shared)
