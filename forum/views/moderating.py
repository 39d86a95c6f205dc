"""Moderation: one page per topic and per message, with a stated reason; bug states; what waits for approval."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from forum.forms import (
    ApproveForm,
    ModeratorReplyForm,
    ModeratorTopicForm,
    MoveForm,
    ReasonForm,
    StateForm,
    StatementForm,
)
from forum.machina.forum_conversation.models import Post
from forum.support import presentation
from forum.support.actions import moderation
from forum.support.actions.bug_reports import change_state, join_report
from portal.core.origin import visitor_form

from .lookup import ElsewhereMixin, find_post, find_topic
from .team import ReportView, TeamView, TopicView

QUEUE_LENGTH = 50


class ModerateTopicView(TopicView):
    """Lock, move, remove, and the other way round."""

    tail = "moderation/"

    @property
    def title(self) -> str:
        return _("Moderate the topic")

    def forms(self) -> dict:
        lock = (
            {"unlock": (_("Open the topic again"), _("Open again"), ReasonForm)}
            if self.topic.is_locked
            else {"lock": (_("Lock the topic"), _("Lock"), StatementForm)}
        )
        remove = (
            {"restore": (_("Restore the topic"), _("Restore"), ReasonForm)}
            if self.topic.removed_at
            else {"remove": (_("Remove the topic"), _("Remove"), StatementForm)}
        )
        return {**lock, "move": (_("Move the topic"), _("Move"), MoveForm), **remove}

    def decide(self, name: str, values: dict):
        by, reason = self.request.user, values["reason"]
        if name == "move":
            moderation.move_topic(topic=self.topic, to=values["board"], by=by, reason=reason)
        else:
            action = getattr(moderation, f"{name}_topic")
            action(topic=self.topic, by=by, **values)
        messages.success(self.request, _("It is done, and the reason is kept."))
        return HttpResponseRedirect(self.after())

    def after(self) -> str:
        self.topic.refresh_from_db()
        return self.topic.get_absolute_url()

    def log(self) -> list[dict]:
        decisions = self.topic.decisions.select_related("decided_by", "post")[:50]
        return [
            {
                "at": decision.decided_at,
                "title": decision.get_kind_display().capitalize(),
                "text": f"{presentation.name_of(decision.decided_by)} · {decision.reason}",
            }
            for decision in decisions
        ]


class ModeratePostView(ModerateTopicView):
    """Edit, remove, restore or approve one message."""

    @property
    def title(self) -> str:
        return _("Moderate the message")

    def find(self):
        number = self.kwargs["number"]
        self.message = find_post(
            self.request, self.kwargs["board"], self.kwargs["topic"], number, tail=f"{number}/moderation/"
        )
        self.topic = self.message.topic

    def forms(self) -> dict:
        forms = {}
        if not self.message.approved:
            forms["approve"] = (_("Approve the message"), _("Approve"), ApproveForm)
        if self.message.removed_at:
            forms["restore"] = (_("Restore the message"), _("Restore"), ReasonForm)
        else:
            forms["edit"] = (_("Edit the message"), _("Save"), self._edit_form())
            forms["remove"] = (
                (_("Remove the message"), _("Remove"), StatementForm)
                if self.message.approved
                else (_("Refuse the message"), _("Refuse"), StatementForm)
            )
        return forms

    def _edit_form(self):
        return ModeratorTopicForm if self.message.is_first else ModeratorReplyForm

    def initial(self, name: str) -> dict:
        return {"subject": self.topic.subject, "content": self.message.content.raw} if name == "edit" else {}

    def decide(self, name: str, values: dict):
        action = getattr(moderation, f"{name}_post")
        action(post=self.message, by=self.request.user, **values)
        messages.success(self.request, _("It is done, and the reason is kept."))
        return HttpResponseRedirect(self.topic.get_absolute_url())


class QueueView(TeamView):
    """What waits for a moderator, oldest first."""

    template_name = "forum/queue.html"

    def post(self, request, *args, **kwargs):
        raise Http404

    def get_context_data(self, **kwargs):
        waiting = Post.objects.filter(approved=False, removed_at=None).select_related("topic__forum", "poster")
        posts = list(waiting.order_by("created")[:QUEUE_LENGTH])
        rows = [
            {
                "title": post.topic.subject,
                "url": reverse("forum:moderate-post", args=[post.topic.forum.slug, post.topic.reference, post.number]),
                "text": post.content.raw[:300],
                "meta": f"{presentation.author_of(post)}, {presentation.day(post.created)}",
            }
            for post in posts
        ]
        crumbs = [{"title": _("Forum"), "url": reverse("forum:index")}]
        band = {"title": _("Waiting for a moderator"), "field": "pale", "crumbs": crumbs}
        return super().get_context_data(rows=rows, band=band, **kwargs)


class ReportStateView(ReportView):
    """Where a bug report stands; the form is on the topic page, errors come back here."""

    tail = "etat/"

    @property
    def title(self) -> str:
        return _("State of the report")

    def forms(self) -> dict:
        return {"state": (self.title, _("Change the state"), StateForm)}

    def initial(self, name: str) -> dict:
        return {"state": self.topic.bug_report.state}

    def decide(self, name: str, values: dict):
        change_state(
            report=self.topic.bug_report,
            to=values["state"],
            by=self.request.user,
            reason=values["reason"],
            duplicate_of=values["duplicate_of"],
        )
        return HttpResponseRedirect(self.topic.get_absolute_url())


@method_decorator(visitor_form, name="dispatch")
class MeTooView(ElsewhereMixin, View):
    """« Me too » on a bug report."""

    def post(self, request, board, topic):
        topic = find_topic(request, board, topic)
        if not hasattr(topic, "bug_report"):
            raise Http404
        if not request.user.is_authenticated:
            return HttpResponseRedirect(presentation.login_url(topic.get_absolute_url()))
        join_report(report=topic.bug_report, by=request.user)
        return HttpResponseRedirect(topic.get_absolute_url())
