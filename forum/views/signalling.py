"""« Signaler un contenu »: the form beside every message, for everybody."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from forum import limits
from forum.report_forms import ReportContentForm
from forum.support import presentation
from forum.support.actions.content_reports import report_content
from portal.core import rate_limit
from portal.core.markdown import plain_text
from portal.core.origin import visitor_form

from .lookup import ElsewhereMixin, find_post


@method_decorator(visitor_form, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class ReportContentView(ElsewhereMixin, FormView):
    """What is wrong with a message; afterwards, what happens next."""

    template_name = "forum/report_content.html"
    form_class = ReportContentForm
    is_done = False

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.notice = ""

    def get(self, request, *args, **kwargs):
        self.find()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.find()
        return super().post(request, *args, **kwargs)

    def find(self):
        number = self.kwargs["number"]
        tail = f"{number}/signaler/recu/" if self.is_done else f"{number}/signaler/"
        self.message = find_post(self.request, self.kwargs["board"], self.kwargs["topic"], number, tail=tail)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.request.user}

    def form_valid(self, form):
        if not self._may_report(form.cleaned_data.get("address")):
            self.notice = limits.too_many()
            return limits.retry_later(self.render_to_response(self.get_context_data(form=form)))
        report_content(post=self.message, by=self.request.user, **form.cleaned_data)
        return HttpResponseRedirect(self._address("content-reported"))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _may_report(self, mailbox: str | None) -> bool:
        if not limits.may_write("forum-content-reports", self.request):
            return False
        return not mailbox or rate_limit.may_start_to("content-report", mailbox=mailbox, limit=limits.SAME_MAILBOX)

    def _address(self, name: str) -> str:
        topic = self.message.topic
        return reverse(f"forum:{name}", args=[topic.forum.slug, topic.reference, self.message.number])

    def get_context_data(self, **kwargs):
        post, topic = self.message, self.message.topic
        words = "" if post.removed_at else Truncator(plain_text(post.content.raw[:2000])).chars(300)
        crumbs = [
            {"title": _("Forum"), "url": reverse("forum:index")},
            {"title": topic.subject, "url": topic.get_absolute_url()},
        ]
        title = _("Thank you, it has arrived") if self.is_done else _("Report a content")
        return super().get_context_data(
            nav_section="forum",
            page_title=title,
            notice=self.notice,
            is_done=self.is_done,
            message=post,
            author=presentation.author_of(post),
            quote=words,
            band={"title": title, "field": "pale", "crumbs": crumbs},
            **kwargs,
        )


class ContentReportedView(ReportContentView):
    """It has arrived."""

    is_done = True
    http_method_names = ["get", "head"]
