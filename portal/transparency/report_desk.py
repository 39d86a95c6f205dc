"""A report in /cms/, from the figures of the year to its publication, and from there to its correction."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import DeleteView, EditView

from . import accounts_file, report_actions, survey_results, year_figures
from .models import ActivityReport, Survey

DESK = "report_desk"
EDIT = "wagtailsnippets_transparency_activityreport:edit"
MAY_WRITE = "transparency.change_activityreport"


class AccountsForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV file"))


class CorrectionForm(forms.Form):
    correction = forms.CharField(label=capfirst(gettext_lazy("what was corrected")), max_length=300)


class DraftOnlyMixin:
    """A published report leads to the page where a correction is drafted."""

    def dispatch(self, request, *args, **kwargs):
        report = get_object_or_404(ActivityReport, pk=kwargs["pk"])
        if report.published_on:
            messages.error(request, _("A published report stays as people read it. Draft a correction instead."))
            return redirect(reverse(DESK, args=[report.pk]))
        return super().dispatch(request, *args, **kwargs)


class EditDraftView(DraftOnlyMixin, EditView):
    pass


class DeleteDraftView(DraftOnlyMixin, DeleteView):
    pass


class DeskView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page with several small forms: the value of the button that was pressed (`do`) names the method that acts."""

    http_method_names = ["get", "head", "options", "post"]
    raise_exception = True
    actions: tuple[str, ...] = ()

    def post(self, request, *args, **kwargs):
        name = request.POST.get("do", "")
        if name not in self.actions:
            return redirect(request.path)
        return getattr(self, f"do_{name}")() or redirect(request.path)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class ReportDeskView(DeskView):
    permission_required = MAY_WRITE
    template_name = "transparency/cms/report_desk.html"
    header_icon = "doc-full-inverse"
    actions = ("figures", "survey", "accounts", "publish", "correct")
    accounts_form = correction_form = None
    problems: list = []

    @cached_property
    def report(self) -> ActivityReport:
        return get_object_or_404(ActivityReport, pk=self.kwargs["pk"])

    @cached_property
    def survey(self) -> Survey | None:
        """The one of the year, once it is over."""
        survey = Survey.objects.filter(year=self.report.year).first()
        return survey if survey and survey.is_over else None

    def get_page_title(self):
        return str(self.report)

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except report_actions.ReportPublished:
            messages.error(request, _("A published report stays as people read it. Draft a correction instead."))
        except report_actions.CorrectionUnexplained:
            messages.error(request, _("Say what was corrected, for those who read the former."))
        except report_actions.CorrectionUnderWay:
            messages.error(request, _("A correction of this year is being written already."))
        return redirect(request.path)

    def do_figures(self):
        rows = list(year_figures.rows_of(self.report.year))
        count = report_actions.put_figures(report=self.report, rows=rows, prefixes=year_figures.PREFIXES)
        messages.success(self.request, _("%(count)s figures stand in the draft: look at them.") % {"count": count})

    def do_survey(self):
        if self.survey is None:
            return
        rows = list(survey_results.for_report(self.survey))
        count = report_actions.put_figures(report=self.report, rows=rows, prefixes=("survey_",))
        messages.success(self.request, _("%(count)s figures stand in the draft: look at them.") % {"count": count})

    def do_accounts(self):
        self.accounts_form = AccountsForm(self.request.POST, self.request.FILES)
        if not self.accounts_form.is_valid():
            return self._again()
        sent = self.accounts_form.cleaned_data["file"]
        found = accounts_file.read_accounts(sent.read(accounts_file.LARGEST + 1))
        if found.problems:
            self.problems = found.problems
            return self._again()
        count = report_actions.replace_accounts(report=self.report, lines=found.lines)
        messages.success(self.request, _("%(count)s lines are the accounts of this report now.") % {"count": count})
        return None

    def do_publish(self):
        report = report_actions.publish_report(report=self.report)
        log(instance=report, action="wagtail.publish", user=self.request.user)
        messages.success(self.request, _("Published. From now on nobody can change it."))

    def do_correct(self):
        self.correction_form = CorrectionForm(self.request.POST)
        if not self.correction_form.is_valid():
            return self._again()
        words = self.correction_form.cleaned_data["correction"]
        draft = report_actions.draft_correction(report=self.report, correction=words)
        log(instance=draft, action="wagtail.create", user=self.request.user)
        return redirect(reverse(EDIT, args=[draft.pk]))

    def _again(self):
        """The same page with what was wrong."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        report = self.report
        return super().get_context_data(**kwargs) | {
            "report": report,
            "edit_url": reverse(EDIT, args=[report.pk]),
            "figures": report.figures.count(),
            "lines": report.lines.count(),
            "survey": self.survey,
            "accounts_form": self.accounts_form or AccountsForm(),
            "correction_form": self.correction_form or CorrectionForm(),
            "problems": self.problems,
            "columns": " ; ".join(accounts_file.COLUMNS),
        }


def preview(request, pk: int):
    """A draft as its readers will see it."""
    from .views.reports import report_page

    if not request.user.has_perm(MAY_WRITE):
        raise PermissionDenied
    reports = ActivityReport.objects.prefetch_related("figures", "lines")
    return report_page(request, get_object_or_404(reports, pk=pk))
