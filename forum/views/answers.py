"""Questions that find their answer, ideas that find support: buttons on the page of a topic, and the queue."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from forum import rules, sheet_drafts
from forum.forms import IdeaForm
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.support import listing, presentation
from forum.support.actions import answers, ideas
from forum.support.actions.sheet_drafts import make_draft
from portal.core.origin import visitor_form
from portal.core.paging import page_of

from .lookup import ElsewhereMixin, find_post, find_topic
from .paging import TopicPaginator
from .reading import ForumPage
from .team import TopicView


@method_decorator(visitor_form, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class ButtonView(ElsewhereMixin, View):
    """A button on the page of a topic; a visitor is led to sign in, and back to the topic."""

    def post(self, request, board, topic, **rest):
        self.topic = find_topic(request, board, topic)
        back = self.topic.get_absolute_url()
        if not request.user.is_authenticated:
            return HttpResponseRedirect(presentation.login_url(back))
        return HttpResponseRedirect(self.press(request, **rest) or back)

    def get(self, request, board, topic, **rest):
        """Met by whoever signed out meanwhile and came back by the address: the topic is where the button is."""
        return HttpResponseNotAllowed(["POST"])

    def press(self, request, **rest) -> str | None:
        """Do it; the address to go on to, when it is not the topic."""
        raise NotImplementedError


class AcceptView(ButtonView):
    """« This is the answer », or not after all (`undo`)."""

    def press(self, request, number: int):
        post = find_post(request, self.kwargs["board"], self.kwargs["topic"], number)
        if "undo" in request.POST:
            answers.withdraw_acceptance(post=post, by=request.user)
            return post.get_absolute_url()
        try:
            answers.accept_answer(post=post, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return post.get_absolute_url()


class SettleView(ButtonView):
    """« I have my answer », or open again."""

    def press(self, request):
        answers.say_solved(topic=self.topic, by=request.user, solved=request.POST.get("solved") != "no")


class VoteView(ButtonView):
    """Support an idea, or take the vote back (`undo`)."""

    def press(self, request):
        if not rules.is_idea(self.topic):
            raise Http404
        if not rules.may_vote(self.topic, request.user):
            messages.info(request, _("Your vote was not counted: votes are closed, or this idea is yours."))
            return
        ideas.vote(topic=self.topic, by=request.user, wanted="undo" not in request.POST)


class MakeDraftView(ButtonView):
    """« Make a sheet of it »: on to the draft, in the administration."""

    def press(self, request) -> str:
        maker = sheet_drafts.maker(request.POST.get("kind", ""))
        if maker is None:
            raise Http404
        return maker.edit_url(make_draft(topic=self.topic, maker=maker, by=request.user).key)


class DecideIdeaView(TopicView):
    """What becomes of an idea, with what was decided before."""

    tail = "decision/"

    @property
    def title(self) -> str:
        return _("Decide about the idea")

    def find(self):
        super().find()
        if not rules.is_idea(self.topic):
            raise Http404

    def forms(self) -> dict:
        return {"decide": (self.title, _("Publish the decision"), IdeaForm)}

    def initial(self, name: str) -> dict:
        return {"outcome": self.topic.outcome or IdeaForm.OPEN}

    def decide(self, name: str, values: dict):
        ideas.decide_idea(topic=self.topic, by=self.request.user, **values)
        return HttpResponseRedirect(self.topic.get_absolute_url())

    def log(self) -> list[dict]:
        return [
            {
                "at": one.decided_at,
                "title": (one.get_outcome_display() or _("open to votes again")).capitalize(),
                "text": " · ".join(part for part in (presentation.name_of(one.decided_by), one.reason) if part),
            }
            for one in self.topic.idea_decisions.select_related("decided_by")[:20]
        ]


class UnsolvedView(ForumPage):
    """Questions of all boards that wait for their answer, the oldest first. Everybody can help."""

    template_name = "forum/unsolved.html"
    WAYS = {name: listing.QUESTIONS[name] for name in ("sans-reponse",)}

    def get_context_data(self, **kwargs):
        person = self.request.user
        way = self.request.GET.get("etat", "")
        if way and way not in self.WAYS:
            raise Http404
        boards = Forum.objects.readable_by(person).filter(kind=Forum.Kind.HELP, is_closed=False)
        # as a list: the database then knows how few boards there are, and walks in an index
        questions = Topic.objects.shown().filter(forum__in=list(boards.values_list("pk", flat=True)), bug_report=None)
        questions = questions.exclude(status=Topic.TOPIC_LOCKED)
        questions = questions.unanswered() if way else questions.unsolved()
        page = page_of(TopicPaginator(questions.oldest_first()), self.request)
        rows = page.object_list
        unread = TopicReadTrack.objects.unread_of(rows, person)
        address = reverse("forum:unsolved")
        choices = listing.choices(self.WAYS, way, address)
        choices[0]["title"] = listing.QUESTIONS["sans-solution"].title
        return super().get_context_data(
            page=page,
            pages=page.paginator.get_elided_page_range(page.number),
            query=f"{urlencode({'etat': way})}&" if way else "",
            topics=[presentation.topic_row(row, is_unread=row.pk in unread, with_board=True) for row in rows],
            filters={"label": _("Questions by state"), "choices": choices},
            band={
                "title": _("Questions that wait for their answer"),
                "field": "leaf",
                "crumbs": [{"title": _("Forum"), "url": reverse("forum:index")}],
                "lead": _("The oldest first. You know, or you met it too? A word helps."),
            },
            **kwargs,
        )
