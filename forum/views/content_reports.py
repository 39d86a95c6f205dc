"""For the team: what was reported and what is contested. For an author: the decision, its reasons, the appeal."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from forum import rules
from forum.report_forms import AnswerAppealForm, AnswerReportForm, ContestForm
from forum.support import notices, presentation
from forum.support.actions import content_reports as actions
from forum.support.models import Appeal, ContentReport, ModerationDecision
from portal.core.markdown import plain_text

from .lookup import turn_away
from .team import TeamView

LENGTH = 50


def _band(title: str, *crumbs, **more) -> dict:
    forum = {"title": _("Forum"), "url": reverse("forum:index")}
    return {"title": title, "field": "pale", "crumbs": [forum, *crumbs], **more}


class ContentReportsView(TeamView):
    """What was reported, the oldest that waits first; what is contested; then what was answered."""

    template_name = "forum/content_reports.html"

    @property
    def title(self) -> str:
        return _("Reported contents")

    def post(self, request, *args, **kwargs):
        raise Http404

    def get_context_data(self, **kwargs):
        reports = ContentReport.objects.with_subject()
        appeals = Appeal.objects.waiting().select_related("decision__topic", "decision__post__topic")
        return super().get_context_data(
            waiting=[_report_row(report) for report in reports.waiting().oldest_first()[:LENGTH]],
            answered=[_report_row(report) for report in reports.exclude(outcome=None).order_by("-created_at")[:LENGTH]],
            appeals=[_appeal_row(appeal) for appeal in appeals[:LENGTH]],
            band=_band(self.title),
            **kwargs,
        )


def _report_row(report: ContentReport) -> dict:
    outcome = getattr(report, "outcome", None)
    state = {"label": capfirst(outcome.get_measure_display()), "kind": "done"} if outcome else None
    return {
        "title": _("No. %(number)d: %(title)s") % {"number": report.pk, "title": report.post.topic.subject},
        "url": reverse("forum:content-report", args=[report.pk]),
        "text": report.get_rule_display(),
        "meta": presentation.day(report.created_at),
        "state": state or {"label": _("waiting"), "kind": "plan"},
    }


def _appeal_row(appeal: Appeal) -> dict:
    return {
        "title": appeal.decision.topic.subject,
        "url": appeal.decision.get_absolute_url(),
        "text": Truncator(appeal.words).chars(200),
        "meta": presentation.day(appeal.made_at),
        "state": {"label": _("contested"), "kind": "plan"},
    }


class ContentReportView(TeamView):
    """One report: what is said, what is at stake, the decision."""

    template_name = "forum/content_report.html"

    @property
    def title(self) -> str:
        return _("Reported content no. %(number)d") % {"number": self.kwargs["pk"]}

    def find(self):
        reports = ContentReport.objects.with_subject().select_related("reporter", "outcome__decided_by")
        self.report = get_object_or_404(reports, pk=self.kwargs["pk"])
        self.topic = self.report.post.topic

    def forms(self) -> dict:
        if hasattr(self.report, "outcome"):
            return {}
        return {"answer": (_("Decide"), _("Decide and tell everybody concerned"), AnswerReportForm)}

    def initial(self, name: str) -> dict:
        return {"rule": self.report.rule}

    def decide(self, name: str, values: dict):
        actions.answer_report(report=self.report, by=self.request.user, **values)
        messages.success(self.request, _("It is decided, and everybody concerned is told."))
        return HttpResponseRedirect(reverse("forum:content-reports"))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        report, outcome = self.report, getattr(self.report, "outcome", None)
        by = presentation.name_of(report.reporter) if report.reporter else _("somebody without an account")
        others = ContentReport.objects.filter(post=report.post).exclude(pk=report.pk).count()
        crumb = {"title": _("Reported contents"), "url": reverse("forum:content-reports")}
        return context | {
            "report": report,
            "outcome": outcome,
            "then": plain_text(report.content),
            "changed": report.content != report.post.content.raw,
            "facts": [
                {"term": _("What is wrong"), "text": report.get_rule_display(), "url": ""},
                {"term": _("Reported on"), "text": presentation.day(report.created_at), "url": ""},
                {"term": _("By"), "text": by, "url": ""},
                {"term": _("Author"), "text": presentation.author_of(report.post), "url": ""},
                {"term": _("Topic"), "text": self.topic.subject, "url": report.post.get_absolute_url()},
                {"term": _("Other reports of it"), "text": str(others) if others else "", "url": ""},
            ],
            "band": _band(self.title, crumb),
        }


class DecisionsView(TeamView):
    """A member's own page: what moderation decided about what they wrote."""

    template_name = "forum/decisions.html"

    @property
    def title(self) -> str:
        return _("Decisions about what you wrote")

    def check(self):
        if not self.request.user.is_authenticated:
            turn_away(self.request)

    def post(self, request, *args, **kwargs):
        raise Http404

    def get_context_data(self, **kwargs):
        me = self.request.user
        mine = Q(post__poster=me) | Q(post=None, topic__poster=me)
        decisions = ModerationDecision.objects.filter(mine).exclude(kind=ModerationDecision.Kind.MERGE)
        decisions = decisions.select_related("topic", "post__topic", "appeal")[:LENGTH]
        rows = [
            {
                "title": decision.topic.subject,
                "url": decision.get_absolute_url(),
                "text": notices.measure(decision),
                "meta": presentation.day(decision.decided_at),
                "state": {"label": _("contested"), "kind": "plan"} if hasattr(decision, "appeal") else None,
            }
            for decision in decisions
        ]
        return super().get_context_data(rows=rows, band=_band(self.title), **kwargs)


class DecisionView(TeamView):
    """The statement of reasons, for the author and the team; the author contests here, and reads the answer."""

    template_name = "forum/decision.html"

    @property
    def title(self) -> str:
        return _("A decision and its reasons")

    def check(self):
        if not self.request.user.is_authenticated:
            turn_away(self.request)
        self.find()
        if not rules.may_read_decision(self.decision, self.request.user):
            raise Http404

    def find(self):
        decisions = ModerationDecision.objects.select_related("topic__forum", "post__topic__forum", "appeal__outcome")
        self.decision = get_object_or_404(decisions, pk=self.kwargs["pk"])
        self.appeal = getattr(self.decision, "appeal", None)

    def forms(self) -> dict:
        person = self.request.user
        if self.appeal is None:
            if not rules.may_contest(self.decision, person):
                return {}
            return {"contest": (_("Contest this decision"), _("Contest"), ContestForm)}
        if hasattr(self.appeal, "outcome") or not rules.may_moderate(person):
            return {}
        return {"answer": (_("Answer the appeal"), _("Answer"), AnswerAppealForm)}

    def decide(self, name: str, values: dict):
        if name == "contest":
            actions.contest(decision=self.decision, by=self.request.user, words=values["words"])
            messages.success(self.request, _("It has arrived: somebody else of the team looks at it again."))
        else:
            lifted = values["verdict"] == "lifted"
            actions.answer_appeal(appeal=self.appeal, is_lifted=lifted, by=self.request.user, reason=values["reason"])
            messages.success(self.request, _("It is done, and the reason is kept."))
        return HttpResponseRedirect(self.decision.get_absolute_url())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        decision = self.decision
        is_mine = decision.subject.poster_id == self.request.user.pk
        until = decision.can_be_contested_until
        crumb = {"title": _("Decisions about what you wrote"), "url": reverse("forum:decisions")}
        return context | {
            "decision": decision,
            "measure": notices.measure(decision) if is_mine else capfirst(decision.get_kind_display()),
            "appeal": self.appeal,
            "outcome": getattr(self.appeal, "outcome", None) if self.appeal else None,
            "facts": [
                {"term": _("What it is about"), "text": _about(decision), "url": decision.subject.get_absolute_url()},
                {"term": _("Decided on"), "text": presentation.day(decision.decided_at), "url": ""},
                {"term": _("Rule"), "text": decision.get_rule_display(), "url": ""},
                {"term": _("Decided by"), "text": _("a person of the team; nothing automatic had a part in it")},
                {"term": _("Can be contested until"), "text": presentation.day(until) if until else "", "url": ""},
            ],
            "band": _band(self.title, *([crumb] if is_mine else [])),
        }


def _about(decision: ModerationDecision) -> str:
    if decision.post_id is None:
        return decision.topic.subject
    values = {"number": decision.post.number, "title": decision.topic.subject}
    return _("message no. %(number)d of “%(title)s”") % values
