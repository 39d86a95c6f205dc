"""« Aide sans compte »: the form, the link that confirms, the page of one's own question, one click that forgets.

The links hold the key of the row: nothing here is cached, shown to search engines or told to other sites.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from accounts.people.whereabouts import address_of
from forum import rules
from forum.forms import ReplyForm, UnixLinesMixin, message_field, title_field
from forum.support import presentation
from forum.support.actions import guests
from forum.support.models import GuestQuestion
from portal.core import link_keys, rate_limit
from portal.core.origin import visitor_form
from portal.privacy.actions.retained import note_source

from .lookup import ElsewhereMixin, find_board

QUESTIONS_AN_HOUR = 5  # from one address of the network


class GuestForm(UnixLinesMixin, forms.Form):
    """A public name, an address that nobody sees, a question."""

    name = forms.CharField(
        label=gettext_lazy("Public name"),
        max_length=60,
        help_text=gettext_lazy("The only thing that others see of you."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Never shown. It serves to send you the answers, then it is deleted."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = title_field()
    content = message_field(rows=10)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if "@" in name:
            raise forms.ValidationError(_("Choose a name that is not an address: everybody reads it."))
        return name


def quiet(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: no other site learns it, no index. (« no-referrer » would take away the Origin by
    which older browsers say that a form is ours.)"""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@method_decorator(visitor_form, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class AskView(ElsewhereMixin, FormView):
    """The form, in a board where staff allow it; then a page that says to look into one's mail, whatever was typed."""

    template_name = "forum/guest_ask.html"
    form_class = GuestForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.sent = self.too_many = False

    def get(self, request, *args, **kwargs):
        self.find()
        return super().get(request, *args, **kwargs)

    def find(self):
        self.board = find_board(self.request, self.kwargs["board"])
        if not rules.takes_guests(self.board):
            raise Http404

    def post(self, request, *args, **kwargs):
        self.find()
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        if not rate_limit.may_start("guest-questions", address=address_of(request), limit=QUESTIONS_AN_HOUR):
            self.too_many = True
            response = self.render_to_response(self.get_context_data(form=form), status=429)
            response["Retry-After"] = str(rate_limit.WINDOW)
            return response
        guests.ask(board=self.board, **form.cleaned_data)
        self.sent = True
        return self.render_to_response(self.get_context_data(form=None))

    def get_context_data(self, **kwargs):
        title = _("Check your mail") if self.sent else _("Ask without an account")
        crumbs = presentation.board_band(self.board, may_start=False)["crumbs"]
        crumbs = [*crumbs, {"title": self.board.name, "url": self.board.get_absolute_url()}]
        return super().get_context_data(
            nav_section="forum",
            page_title=title,
            board=self.board,
            sent=self.sent,
            too_many=self.too_many,
            band={"title": title, "field": "pale", "crumbs": crumbs},
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class KeyView(TemplateView):
    """A page behind a link of a mail. A key that is unknown, used up or revoked meets the same page."""

    title = ""
    template_name = "forum/guest_confirm.html"

    def dispatch(self, request, *args, **kwargs):
        self.question = self.find()
        if self.question is None:
            band = {"title": _("This link no longer works"), "field": "pale"}
            values = {"nav_section": "forum", "page_title": band["title"], "band": band, "forgotten": False}
            return quiet(render(request, "forum/guest_gone.html", values, status=404))
        return quiet(super().dispatch(request, *args, **kwargs))

    def find(self) -> GuestQuestion | None:
        questions = GuestQuestion.objects.select_related("board", "topic__forum")
        return questions.filter(key=link_keys.typed(self.kwargs["key"])).first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            nav_section="forum",
            page_title=self.title,
            question=self.question,
            band={"title": self.title, "field": "pale", "lead": self.question.subject},
            **kwargs,
        )


@method_decorator(visitor_form, name="dispatch")
class ConfirmView(KeyView):
    """A button, since programs follow links of mails on their own."""

    @property
    def title(self) -> str:
        return _("Publish my question")

    def find(self) -> GuestQuestion | None:
        question = super().find()
        if question is None or question.topic:
            return question
        return question if GuestQuestion.objects.to_confirm().filter(pk=question.pk).exists() else None

    def get(self, request, *args, **kwargs):
        if self.question.topic:
            return HttpResponseRedirect(_own_page(self.question))
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            topic = guests.confirm(question=self.question)
            note_source(contribution=topic.first_post, person=None, address=address_of(request))
            messages.success(request, _("Your question is asked. Answers will come by mail."))
        except PermissionDenied:
            messages.error(request, _("This board no longer takes questions without an account."))
            return HttpResponseRedirect(self.question.board.get_absolute_url())
        return HttpResponseRedirect(_own_page(self.question))


def _own_page(question) -> str:
    return reverse("forum:guest", args=[question.key])


@method_decorator(visitor_form, name="dispatch")
class OwnQuestionView(KeyView):
    """One's own question: answer, close it, be forgotten."""

    template_name = "forum/guest.html"

    @property
    def title(self) -> str:
        return _("My question")

    def find(self) -> GuestQuestion | None:
        question = super().find()
        readable = question and question.topic and question.topic.forum.is_public and not question.topic.removed_at
        return question if readable else None

    def post(self, request, *args, **kwargs):
        try:
            if request.POST.get("action") == "solved":
                guests.say_solved(question=self.question)
                return HttpResponseRedirect(request.path)
            form = ReplyForm(request.POST)
            if form.is_valid():
                post = guests.reply(question=self.question, content=form.cleaned_data["content"])
                note_source(contribution=post, person=None, address=address_of(request))
                messages.success(
                    request,
                    _("Your message is sent.")
                    if post.approved
                    else _("A moderator reads it before it shows to others. Nothing else is needed from you."),
                )
                return HttpResponseRedirect(request.path)
        except PermissionDenied:
            messages.error(
                request, _("This conversation was closed meanwhile. Your text is below, so that you can copy it.")
            )
            form = ReplyForm(request.POST)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        topic = self.question.topic
        may_write = rules.guest_may_write(topic)
        posts = list(topic.posts.shown().order_by("-number").with_people()[:10])
        shown = []
        for post in reversed(posts):
            post.topic = topic
            author = presentation.person(post.poster, post.created, guest=post.guest_name)
            shown.append({"person": author, "body": post.content.rendered})
        kwargs.setdefault("form", ReplyForm())
        return super().get_context_data(topic=topic, posts=shown, may_write=may_write, **kwargs)


@method_decorator(csrf_exempt, name="dispatch")
class StopView(KeyView):
    """Mail programs post here on their own (RFC 8058), so where the form comes from is not asked: the key is enough."""

    @property
    def title(self) -> str:
        return _("No more mails")

    template_name = "forum/guest_stop.html"

    def post(self, request, *args, **kwargs):
        guests.forget(question=self.question)
        band = {"title": _("It is done"), "field": "pale"}
        values = {"nav_section": "forum", "page_title": band["title"], "band": band, "forgotten": True}
        return render(request, "forum/guest_gone.html", values)
