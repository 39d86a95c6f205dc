"""Writing: an answer, one's own words again, and what all forms of the forum share (a new topic: `starting`).

Forms hold no token (they stand on pages that visitors read); `visitor_form` checks where they come from. So what was
typed outlives a session: whoever was signed out meanwhile gets the form back, with every word, and how to go on.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from forum import limits, rules
from forum.forms import ReplyForm, TopicForm, WithdrawForm
from forum.machina.forum_conversation import actions
from forum.support import moved, presentation
from forum.support.quoting import quote
from portal.core.markdown import render_post
from portal.core.origin import visitor_form

from .canned import CannedAnswersMixin
from .composing import ComposingMixin
from .lookup import ElsewhereMixin, find_post, find_topic, turn_away


@method_decorator(visitor_form, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class WritingView(ComposingMixin, ElsewhereMixin, FormView):
    """A form, a preview on request (« preview » in the POST), the same form again when something is wrong."""

    template_name = "forum/write.html"
    title = ""
    label = ""
    limited_as = ""  # what of forum.limits this counts as

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.notice = ""

    def get(self, request, *args, **kwargs):
        self.find()
        if not self.allowed():
            self.refuse()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.signed_out()
        self.find()
        form = self.get_form()
        if not self.allowed():
            return self.keep(form, self.refusal())
        if answer := self.compose():
            return answer
        if not form.is_valid():
            return self.form_invalid(form)
        if "preview" in request.POST:
            return self.show_preview(form)
        if self.limited_as and not limits.may_write(self.limited_as, request):
            return limits.retry_later(self.keep(form, limits.too_many()))
        try:
            return self.form_valid(form)
        except PermissionDenied:
            return self.keep(form, self.refusal())

    def find(self):
        """Put on self what the address names."""
        raise NotImplementedError

    def allowed(self) -> bool:
        raise NotImplementedError

    def refuse(self):
        turn_away(self.request)

    def refusal(self) -> str:
        """Why it cannot be sent any more; the words are kept below."""
        return _("This conversation was closed meanwhile. Your text is below, so that you can copy it.")

    def signed_out(self):
        """The session ended while they were writing: nothing is lost."""
        notice = _(
            "You are no longer signed in. Your text is kept below: sign in from another tab, then send it again."
        )
        if self.request.FILES or self.uploads.refused:
            notice += " " + _("Choose your pictures again: they cannot be kept without an account.")
        return self.keep(self.get_form(), notice)

    def keep(self, form, notice: str):
        self.notice = notice
        return self.render_to_response(self.get_context_data(form=form), status=403)

    def preview(self, form):
        return render_post(form.cleaned_data["content"])

    def show_preview(self, form):
        preview = self.preview(form)
        if self.fragment == "preview":
            return self.part("forum/preview.html", preview=preview)
        return self.render_to_response(self.get_context_data(form=form, preview=preview))

    def crumbs(self) -> list[dict]:
        return [{"title": _("Forum"), "url": reverse("forum:index")}]

    def get_context_data(self, **kwargs):
        kwargs.setdefault("preview", "")
        kwargs.setdefault("subject", None)
        kwargs.setdefault("known", None)
        kwargs.setdefault("suggests", False)
        kwargs.setdefault("canned_answers", ())
        return super().get_context_data(
            nav_section="forum",
            page_title=self.title,
            label=self.label,
            notice=self.notice,
            login_url=presentation.login_url(self.request.path),
            band={"title": self.title, "field": "pale", "crumbs": self.crumbs()},
            **kwargs,
        )


class ReplyView(CannedAnswersMixin, WritingView):
    """An answer. The page itself is only met with a preview or an error; the form stands at the foot of the topic."""

    form_class = ReplyForm
    limited_as = "forum-messages"

    @property
    def title(self) -> str:
        return _("Answer")

    @property
    def label(self) -> str:
        return _("Publish the answer")

    def find(self):
        self.topic = find_topic(self.request, self.kwargs["board"], self.kwargs["topic"], tail="repondre/")

    def allowed(self) -> bool:
        return rules.may_reply(self.topic, self.request.user)

    def place(self) -> dict:
        return {"topic": self.topic}

    def quoted(self) -> dict:
        """`?citer=3` adds the words of message 3 to what was being written."""
        number = self.request.GET.get("citer", "")
        if "topic" not in (self.place() or {}) or not (number.isascii() and number.isdecimal() and len(number) < 9):
            return {}
        post = self.topic.posts.seen_by(self.request.user).select_related("poster")
        post = post.filter(number=int(number), removed_at=None).first()
        if post is None:
            return {}
        post.topic = self.topic
        before = self.draft.values.get("content", "").rstrip() if self.draft else ""
        return {"content": f"{before}\n\n{quote(post)}".lstrip()}

    def crumbs(self) -> list[dict]:
        topic = getattr(self, "topic", None)
        here = [{"title": topic.subject, "url": topic.get_absolute_url()}] if topic else []
        return [*super().crumbs(), *here]

    def form_valid(self, form):
        with transaction.atomic():
            post = actions.reply(topic=self.topic, by=self.request.user, content=form.cleaned_data["content"])
            self.sent(post)
        post.topic = self.topic
        return HttpResponseRedirect(post.get_absolute_url())


class EditPostView(ReplyView):
    """One's own words again; the first message carries the title. Moderators go by the moderation page."""

    limited_as = ""
    post_row = topic = None
    tail = "modifier/"

    @property
    def title(self) -> str:
        return _("Edit my message")

    @property
    def label(self) -> str:
        return _("Save")

    def find(self):
        """What was typed is for the message, wherever moderation put it while they were typing."""
        number = self.kwargs["number"]
        if self.request.method == "POST":
            self.post_row = moved.message_of(self._topic_number(), number, self.request.user)
        if self.post_row is None:
            self.post_row = find_post(
                self.request, self.kwargs["board"], self.kwargs["topic"], number, tail=f"{number}/{self.tail}"
            )
        self.topic = self.post_row.topic

    def _topic_number(self) -> int:
        return min(int(self.kwargs["topic"].partition("-")[0]), 2**31 - 1)

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except Http404:
            if not moved.is_elsewhere(self._topic_number(), self.kwargs["number"]):
                raise
            return self.keep(self.get_form(), self.refusal())

    def refusal(self) -> str:
        return _(
            "This message cannot be changed any more: meanwhile it was hidden or put elsewhere, or the conversation was"
            " closed. Your text is below, so that you can copy it."
        )

    def allowed(self) -> bool:
        return self.post_row.poster_id == self.request.user.pk and rules.may_edit(self.post_row, self.request.user)

    def place(self) -> dict | None:
        return {"post": self.post_row} if self.post_row else None

    def get_form_class(self):
        return TopicForm if self.kwargs["number"] == 1 else ReplyForm

    def get_initial(self):
        post = self.post_row
        return {"subject": post.topic.subject, "content": post.content.raw} if post else {}

    def form_valid(self, form):
        with transaction.atomic():
            post = actions.edit_post(post=self.post_row, by=self.request.user, **form.cleaned_data)
            self.sent(post)
        return HttpResponseRedirect(post.get_absolute_url())


class WithdrawPostView(EditPostView):
    """Take one's own answer back, after a question."""

    template_name = "forum/confirm.html"
    tail = "reprendre/"

    def place(self) -> None:
        return None

    @property
    def title(self) -> str:
        return _("Take my message back")

    @property
    def label(self) -> str:
        return _("Take it back")

    def allowed(self) -> bool:
        return rules.may_withdraw(self.post_row, self.request.user)

    def get_form_class(self):
        return WithdrawForm

    def form_valid(self, form):
        post = actions.withdraw_post(post=self.post_row, by=self.request.user)
        return HttpResponseRedirect(post.get_absolute_url())
