"""Starting: a topic, or a bug report, with a look at what is known already."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from forum import rules, subjects
from forum.forms import BugReportForm, TopicForm
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic
from forum.support import browsers
from forum.support.actions.bug_reports import join_report, report_bug, report_text
from forum.support.actions.drafts import drop_draft
from forum.support.suggestions import known_already
from hosting.services.models import Service
from portal.core.markdown import render_post

from .lookup import find_board
from .writing import WritingView

ANSWERS = ("did", "expected", "happened", "since", "browser")
TITLE_SAYS_ENOUGH = 4  # words


class NewTopicView(WritingView):
    """A topic; in a board of bug reports, a report. What it is about (`forum.subjects`) comes with the address."""

    board = None
    subject = None
    limited_as = "forum-topics"

    def find(self):
        self.board = find_board(self.request, self.kwargs["board"])
        self.subject = subjects.asked_for(self.request, self.board)

    def get_initial(self):
        return {"subject": self.subject.beginning} if self.subject else {}

    def allowed(self) -> bool:
        return rules.may_start(self.board, self.request.user)

    @property
    def is_report(self) -> bool:
        if self.board is None:  # signed out: the form that was sent says which it was
            return "did" in self.request.POST
        return self.board.kind == Forum.Kind.BUGS

    @property
    def title(self) -> str:
        return _("Report a bug") if self.is_report else _("Start a topic")

    @property
    def label(self) -> str:
        return _("Send the report") if self.is_report else _("Publish the topic")

    def get_form_class(self):
        return BugReportForm if self.is_report else TopicForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.is_report:
            kwargs["browser"] = browsers.in_words(self.request.headers.get("User-Agent", ""))
        return kwargs

    def place(self) -> dict | None:
        return {"board": self.board} if self.board else None

    def crumbs(self) -> list[dict]:
        here = [{"title": self.board.name, "url": self.board.get_absolute_url()}] if self.board else []
        return [*super().crumbs(), *here]

    def preview(self, form):
        if not self.is_report:
            return super().preview(form)
        return render_post(report_text(**{name: form.cleaned_data[name] for name in ANSWERS}))

    def compose(self):
        """Also « is it known? » while typing, and « me too » instead of a report of one's own."""
        answer = super().compose()
        if answer is None and "join" in self.request.POST:
            return self.join()
        if answer is None and self.fragment == "known":
            typed = self.typed()
            return self.part("forum/known.html", known=self.known(typed, typed.get("service")), before_sending=False)
        return answer

    def known(self, typed: dict, service=None):
        """What may say the same, from the title, or from more of it while that is short."""
        words = typed.get("subject", "")
        if len(words.split()) < TITLE_SAYS_ENOUGH:
            words = f"{words} {typed.get('happened') or typed.get('content') or ''}"
        if isinstance(service, str):
            service = Service.objects.in_catalogue().filter(pk=service).first() if service.isdecimal() else None
        return known_already(person=self.request.user, words=words, service=service)

    def join(self):
        """« Me too » on an open report, with what was typed as an answer there if wanted."""
        number = self.request.POST["join"]
        topic = get_object_or_404(Topic, pk=int(number) if number.isdecimal() and len(number) < 10 else 0)
        report = getattr(topic, "bug_report", None)
        if report is None or not rules.may_see(topic, self.request.user):
            raise Http404
        typed = self.typed()
        words = report_text(**{name: typed.get(name, "") for name in ANSWERS if name != "browser"})
        with transaction.atomic():
            if report.is_open and topic.poster_id != self.request.user.pk:
                join_report(report=report, by=self.request.user)
            if "with_words" in self.request.POST and words and rules.may_reply(topic, self.request.user):
                self.sent(actions.reply(topic=topic, by=self.request.user, content=words))
            elif self.draft:
                drop_draft(person=self.request.user, place=self.place())
        messages.success(self.request, _("You are counted among those who have this trouble."))
        return HttpResponseRedirect(topic.get_absolute_url())

    def form_valid(self, form):
        if self.is_report:
            known = self.known(form.cleaned_data, form.cleaned_data["service"])
            if not set(known.keys) <= set(self.request.POST.getlist("known")):
                return self.render_to_response(self.get_context_data(form=form, known=known))
        values = form.cleaned_data | {"board": self.board, "by": self.request.user}
        with transaction.atomic():
            topic = report_bug(**values).topic if self.is_report else actions.start_topic(**values)
            if self.subject:
                self.subject.bind(topic)
            self.sent(topic.first_post)
        return HttpResponseRedirect(topic.get_absolute_url())

    def get_context_data(self, **kwargs):
        """`known`: what to read before sending; the button then says so."""
        context = super().get_context_data(subject=self.subject, **kwargs)
        if context["known"]:
            context["label"] = _("Send it all the same")
            context["page_title"] = context["band"]["title"] = _("Before you send: is it known already?")
        return context | {"suggests": bool(context["composing"])}
