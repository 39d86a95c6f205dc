"""Bug reports to sort, for the team: filters in the address, ticks and one form for several at once, keys if wanted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.support import presentation, triage
from forum.support.models import BugReport
from forum.triage_forms import BulkForm, FilterForm
from portal.core.paging import page_of

from .team import TeamView

PER_PAGE = 25


class TriageView(TeamView):
    template_name = "forum/triage.html"
    title = ""

    def get(self, request, *args, **kwargs):
        self.check()
        return self._page()

    def post(self, request, *args, **kwargs):
        self.check()
        form = BulkForm(request.POST, person=request.user)
        ticked = [key for key in request.POST.getlist("report")[: triage.AT_ONCE] if key.isdecimal() and len(key) < 10]
        reports = list(triage.with_rows(BugReport.objects.filter(pk__in=ticked).order_by("pk")))
        if not form.is_valid():
            return self._page(form=form, ticked=ticked, status=422)
        if not reports:
            form.add_error(None, _("Tick at least one report."))
            return self._page(form=form, status=422)
        results = triage.act_on_several(reports=reports, by=request.user, **form.cleaned_data)
        refused = [result for result in results if result.refused]
        done = len(results) - len(refused)
        told = ngettext("%(count)d report is done.", "%(count)d reports are done.", done) % {"count": done}
        if not refused:
            messages.success(request, told)
            return HttpResponseRedirect(request.get_full_path())
        left = [str(result.report.pk) for result in refused]
        return self._page(form=form, ticked=left, told=told if done else "", refused=refused, status=422)

    def _page(self, *, form=None, ticked=(), told="", refused=(), status=200):
        filters = FilterForm(self.request.GET)
        page = page_of(Paginator(triage.with_rows(filters.reports()), PER_PAGE), self.request)
        asked = self.request.GET.copy()
        asked.pop("page", None)
        context = {
            "nav_section": "forum",
            "filter_form": filters,
            "form": form or BulkForm(person=self.request.user),
            "rows": [_row(report, str(report.pk) in ticked) for report in page.object_list],
            "refused": [{"title": one.report.topic.subject, "why": one.refused} for one in refused],
            "told": told,
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "query": f"{asked.urlencode()}&" if asked else "",
            "band": {
                "title": _("Bug reports to sort"),
                "field": "pale",
                "crumbs": [{"title": _("Forum"), "url": reverse("forum:index")}],
                "facts": [
                    ngettext("%(count)d report", "%(count)d reports", page.paginator.count)
                    % {"count": page.paginator.count}
                ],
            },
        }
        return self.render_to_response(context, status=status)


def _row(report: BugReport, is_ticked: bool) -> dict:
    topic = report.topic
    days = (timezone.now() - topic.created).days
    places = sorted({one.organisation.territory.name for one in topic.poster.memberships.all()}) if topic.poster else []
    parts = [
        report.service.name if report.service else _("service not said"),
        ngettext("%(count)d day", "%(count)d days", days) % {"count": days},
        presentation.author_of(topic),
        *places,
    ]
    return {
        "pk": report.pk,
        "number": topic.pk,
        "title": topic.subject,
        "url": topic.get_absolute_url(),
        "meta": " · ".join(parts),
        "state": presentation.report_state(report),
        "answers": presentation.replies(topic) if topic.replies_count else _("nobody has answered"),
        "is_locked": topic.is_locked,
        "is_ticked": is_ticked,
    }
