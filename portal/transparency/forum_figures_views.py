"""The forum in figures, in /cms/, for those who write the activity report."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from forum.support import figures
from portal.figures.small_groups import AT_LEAST
from portal.figures.spreadsheets import csv_answer

from . import forum_figures

MAY_SEE = "transparency.change_activityreport"


class ForumFiguresView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A year; with `?format=csv` its tables as a file. POST writes its figures into the draft of its report."""

    http_method_names = ["get", "head", "options", "post"]
    permission_required = MAY_SEE
    raise_exception = True
    template_name = "transparency/cms/forum_figures.html"
    page_title = gettext_lazy("The forum in figures")
    header_icon = "comment"

    @cached_property
    def years(self) -> list[int]:
        return figures.years()

    @cached_property
    def year(self) -> figures.Year:
        asked = self.request.GET.get("annee") or str(self.years[0])
        number = next((one for one in self.years if str(one) == asked), None)
        if number is None:
            raise Http404
        return figures.of_year(number)

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            return csv_answer(_lines(forum_figures.tables(self.year)), f"forum-{self.year.number}")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        draft = forum_figures.draft_of(self.year.number)
        if draft is None:
            messages.error(request, _("There is no draft of a report for this year: add one first."))
            return redirect(request.get_full_path())
        count = forum_figures.put_in_report(report=draft, year=self.year)
        messages.success(request, _("%(count)s figures stand in the draft: look at them.") % {"count": count})
        return redirect(reverse("wagtailsnippets_transparency_activityreport:edit", args=[draft.pk]))

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "years": self.years,
            "year": self.year.number,
            "charts": forum_figures.charts(self.year),
            "tables": forum_figures.tables(self.year),
            "draft": forum_figures.draft_of(self.year.number),
            "least": AT_LEAST,
        }


def _lines(tables: list[dict]) -> list[list[str]]:
    lines = []
    for table in tables:
        rows = [table["head"], *table["rows"], *([table["foot"]] if table.get("foot") else [])]
        lines += [[table["caption"]], *([cell["text"] for cell in row] for row in rows), []]
    return lines
