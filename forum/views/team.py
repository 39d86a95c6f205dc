"""What pages of the team are made of: several forms on a page, each with its own button."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from forum import rules
from forum.forms import MoveForm
from portal.core.origin import visitor_form

from .lookup import ElsewhereMixin, find_topic, turn_away


@method_decorator(visitor_form, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class TeamView(ElsewhereMixin, TemplateView):
    """For moderators and staff. Each form on the page posts its `action`; a wrong one comes back as typed."""

    title = ""
    log_title = ""

    def dispatch(self, request, *args, **kwargs):
        self.filled = {}
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.check()
        return self.render_to_response(self.get_context_data())

    def check(self):
        if not rules.may_moderate(self.request.user):
            turn_away(self.request)

    def post(self, request, *args, **kwargs):
        self.check()
        self.find()
        name = request.POST.get("action", "")
        forms = self.forms()
        if name not in forms:
            raise Http404
        form = self.filled[name] = self.build(name, request.POST)
        if form.is_valid():
            try:
                return self.decide(name, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
        return self.render_to_response(self.get_context_data(), status=422)

    def find(self):
        """Put on self what the address names."""

    def forms(self) -> dict:
        """action → (title, button, form class)."""
        return {}

    def build(self, name: str, data=None):
        _title, _label, form_class = self.forms()[name]
        prefix = f"{name}_%s"
        extra = {"topic": self.topic, "person": self.request.user} if form_class is MoveForm else {}
        return form_class(data, auto_id=prefix, initial=self.initial(name), **extra)

    def initial(self, name: str) -> dict:
        return {}

    def decide(self, name: str, values: dict):
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        self.find()
        blocks = [
            {"action": name, "title": title, "label": label, "form": self.filled.get(name) or self.build(name)}
            for name, (title, label, _form) in self.forms().items()
        ]
        return super().get_context_data(nav_section="forum", blocks=blocks, page_title=self.title, **kwargs) | {
            "log_title": self.log_title
        }


class TopicView(TeamView):
    """A page about one topic, with the way back to it and what was written down so far."""

    template_name = "forum/moderate.html"
    tail = ""  # of its address, behind the topic's
    lead = ""

    def find(self):
        self.topic = find_topic(self.request, self.kwargs["board"], self.kwargs["topic"], tail=self.tail)

    def log(self) -> list[dict]:
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        back = {"title": self.topic.subject, "url": self.topic.get_absolute_url()}
        band = {"title": self.title, "field": "pale", "crumbs": [back], "lead": self.lead}
        return context | {"band": band, "log": self.log()}


class ReportView(TopicView):
    """The same of a bug report; other topics have no such page."""

    def find(self):
        super().find()
        if not hasattr(self.topic, "bug_report"):
            raise Http404
