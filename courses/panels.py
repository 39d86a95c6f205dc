"""How authors write questions in /cms/: a line an answer, checked by the kind before anything is kept."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from . import grading
from .notation import NotationError

ANSWERS_HELP = _(
    "One answer a line: “+ right answer | why”, “- wrong answer | why”; the same for a short answer, where the lines "
    "are what people may type: all the right answers, and the wrong ones that deserve a word. "
    "To match lines: “line => its answer | why”. "
    "To put in order: “line | why”, in the right order; the page mixes them. "
    "Gaps: the text on the first line, with {{1}}, {{2}}…; then for each gap “1: what is asked” when it is typed, "
    "“1) what is asked” when it is chosen from a list, and its answers below, with + and -. "
    "What follows the bar is shown once the question is answered."
)


class QuestionForm(WagtailAdminModelForm):
    """A question with its answers as lines of text. Ids of answers stay when their words or their place do."""

    answers = forms.CharField(label=_("Answers"), help_text=ANSWERS_HELP, widget=AdminAutoHeightTextInput())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.data:
            self.initial["answers"] = grading.kind(self.instance.kind).lines(self.instance.data)

    def clean(self):
        cleaned = super().clean()
        kind, answers = cleaned.get("kind"), cleaned.get("answers")
        if kind and answers:
            try:
                data = grading.kind(kind).parse(answers, self.instance.data or {})
                grading.kind(kind).check(data)
            except (NotationError, grading.DataError) as error:
                self.add_error("answers", ValidationError(str(error)))
            else:
                self.instance.data = data
        return cleaned

    def _post_clean(self):
        """The model's own check of the data would only say again, without its field, what `clean` said."""
        if "answers" not in self.errors:
            super()._post_clean()


class QuestionPanel(InlinePanel):
    """The questions of a lesson, edited inside its page."""

    panels_of_a_question = (
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldPanel("answers"),
        FieldPanel("explanation"),
    )

    def __init__(self, relation_name, panels=None, **kwargs):
        super().__init__(relation_name, panels=panels or list(self.panels_of_a_question), **kwargs)

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = QuestionForm
        return options
