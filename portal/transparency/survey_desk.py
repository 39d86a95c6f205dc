"""A survey in /cms/: members are asked, then its results are read, chosen and published."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import DeleteView, EditView

from portal.figures.small_groups import AT_LEAST, by_fives, told

from . import survey_actions, survey_results
from .models import Survey
from .report_desk import DeskView

DESK = "survey_desk"
MAY_RUN = "transparency.change_survey"


class UnaskedOnlyMixin:
    """Once people were asked, their survey stays as it is."""

    def dispatch(self, request, *args, **kwargs):
        survey = get_object_or_404(Survey, pk=kwargs["pk"])
        if survey.is_settled:
            messages.error(request, _("People were asked already: the survey stays as they saw it."))
            return redirect(reverse(DESK, args=[survey.pk]))
        return super().dispatch(request, *args, **kwargs)


class EditSurveyView(UnaskedOnlyMixin, EditView):
    pass


class DeleteSurveyView(UnaskedOnlyMixin, DeleteView):
    pass


class SurveyDeskView(DeskView):
    permission_required = MAY_RUN
    template_name = "transparency/cms/survey_desk.html"
    header_icon = "form"
    actions = ("invite", "texts", "tell")

    @cached_property
    def survey(self) -> Survey:
        return get_object_or_404(Survey, pk=self.kwargs["pk"])

    def get_page_title(self):
        return str(self.survey)

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except survey_actions.NotOpen:
            messages.error(request, _("The survey is open from its first to its last day only."))
        except survey_actions.NoQuestions:
            messages.error(request, _("There is no question yet."))
        except survey_actions.TooFewToAsk:
            words = _("Fewer than %(count)s people are left to ask: together they could be found behind their answers.")
            messages.error(request, words % {"count": AT_LEAST})
        except survey_actions.NotOver:
            messages.error(request, _("Results are for after the last day."))
        return redirect(request.path)

    def do_invite(self):
        count = survey_actions.invite_members(survey=self.survey)
        log(instance=self.survey, action="wagtail.publish", user=self.request.user)
        messages.success(self.request, _("%(count)s people are being written to.") % {"count": count})

    def do_texts(self):
        known = {str(text.pk): text.pk for result in self._results() for text in result.texts}
        public = {known[name] for name in self.request.POST.getlist("public") if name in known}
        count = survey_actions.choose_texts(survey=self.survey, public=public)
        messages.success(self.request, _("%(count)s texts are public with the results.") % {"count": count})

    def do_tell(self):
        survey_actions.tell_results(survey=self.survey)
        log(instance=self.survey, action="wagtail.publish", user=self.request.user)
        messages.success(self.request, _("The results are published."))

    def _results(self):
        return survey_results.results_of(self.survey, public_only=False)

    def get_context_data(self, **kwargs):
        survey = self.survey
        return super().get_context_data(**kwargs) | {
            "survey": survey,
            "answered": told(by_fives(survey.answered)),
            "results": survey_results.shown(self._results()),
        }
