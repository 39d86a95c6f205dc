"""Reading: the boards, a board, a topic, a link to one message."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from forum import rules, subjects
from forum.following import pages as following
from forum.forms import ReplyForm, StateForm
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.support import answers_shown, incident_words, listing, moved, pictures, presentation
from forum.support.models import BugReport, ModerationDecision
from portal.core import page_cache, same_state
from portal.core.paging import page_of

from . import canned, same_reading
from .composing import composing, draft_in
from .lookup import Elsewhere, ElsewhereMixin, find_board, find_post, find_topic
from .paging import TopicPaginator


class ForumPage(ElsewhereMixin, TemplateView):
    """What all pages of the forum share."""

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        team = rules.may_moderate(self.request.user)
        return super().get_context_data(nav_section="forum", is_team=team, **kwargs)


class IndexView(ForumPage):
    """The boards, and what moved last."""

    template_name = "forum/index.html"

    def get_context_data(self, **kwargs):
        boards = list(Forum.objects.readable_by(self.request.user).with_last_word().in_order())
        latest = Topic.objects.shown().filter(forum__in=[board.pk for board in boards], last_post__isnull=False)
        latest = latest.with_list_row().order_by("-last_post_on", "-pk")[:5]
        return super().get_context_data(
            boards=[presentation.board_row(board) for board in boards],
            latest=[presentation.topic_row(topic, with_board=True) for topic in latest],
            bug_url=bug_form_url(boards),
            tags=following.tag_links(),
            band=presentation.index_band(),
            **kwargs,
        )


def bug_form_url(boards) -> str:
    """Where a bug is reported, if one of these boards takes reports."""
    for board in boards:
        if board.kind == Forum.Kind.BUGS and not board.is_closed:
            return reverse("forum:new-topic", args=[board.slug])
    return ""


class BoardView(ForumPage):
    """The topics of a board; reports, questions and ideas can be filtered by where they stand."""

    template_name = "forum/board.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        board = find_board(self.request, self.kwargs["board"])
        topics = board.topics.listed_for(person).in_list_order()
        state = self.request.GET.get("etat", "")
        if state:
            topics = listing.narrowed(topics, board, state)
        page = page_of(TopicPaginator(topics, count=None if state else self._count(board)), self.request)
        rows = page.object_list
        may_start = rules.may_start(board, person)
        unread = TopicReadTrack.objects.unread_of(rows, person)
        return super().get_context_data(
            board=board,
            page=page,
            pages=page.paginator.get_elided_page_range(page.number),
            query=f"etat={state}&" if state else "",
            topics=[presentation.topic_row(topic, is_unread=topic.pk in unread) for topic in rows],
            state=state,
            filters=listing.filters(board, state) if rows or state else None,
            band=presentation.board_band(board, may_start=may_start or rules.may_start_once_signed_in(board, person)),
            may_start=may_start,
            guest_url=self._guest_url(board),
            following=following.on_board(board, person),
            **kwargs,
        )

    def _count(self, board) -> int:
        """From the counter of the board, and what waits for approval for those who see it: nothing else is counted."""
        if not self.request.user.is_authenticated:
            return board.direct_topics_count
        return board.direct_topics_count + board.topics.listed_for(self.request.user).waiting().count()

    def _guest_url(self, board) -> str:
        """Where a visitor may ask without an account."""
        offered = rules.takes_guests(board) and not self.request.user.is_authenticated
        return reverse("forum:guest-ask", args=[board.slug]) if offered else ""


class TopicView(ForumPage):
    """A topic, page by page. A member's read mark moves; a visitor leaves no trace.

    Members who wrote nothing on the page and may do the same there get one page, made once; who wrote there, one of
    their own (same_reading)."""

    template_name = "forum/topic.html"

    def get(self, request, *args, **kwargs):
        generation = page_cache.generation()
        self.topic = topic = find_topic(request, self.kwargs["board"], self.kwargs["topic"], read_in=generation)
        number = self._page_number(topic)
        self.page = presentation.pages(number, topic.last_number)
        self.is_noted, self.posts, state = False, None, None
        if same_reading.may_be_alike(topic, request):
            state = self._read(topic, number, generation)
        self.owner = str(same_state.READER if state else request.user.pk)
        return same_state.kept_or_made(
            request, state, lambda: self.render_to_response(self.get_context_data()), reader=str(request.user.pk)
        )

    def _read(self, topic, number: int, generation: str) -> str | None:
        """A member has it before their eyes; returns the state of the page (same_reading)."""
        shared, posts = same_reading.shared_page(topic, number, generation)
        wrote = shared.is_partly_of(self.request.user)
        self.posts = None if wrote else posts  # who wrote also sees what of it waits for a moderator
        self._note_reading(shared.last_seen)
        return same_reading.state(self.request, topic, number, generation, wrote=wrote)

    def _note_reading(self, up_to) -> None:
        """Once, before the page is made, which says how many notices are left."""
        if not self.is_noted and self.request.user.is_authenticated:
            is_last = self.page.number == self.topic.last_page
            following.note_reading(self.request, self.topic, up_to=up_to, is_last_page=is_last)
        self.is_noted = True

    def get_context_data(self, **kwargs):
        person, topic, page = self.request.user, self.topic, self.page
        may_reply = rules.may_reply(topic, person)
        posts = self.posts
        if posts is None:
            posts = list(topic.posts.seen_by(person).on_page(page.number).with_people())
        if not posts and page.number > 1 and (place := moved.place_of_page(topic, page.number, person)):
            raise Elsewhere(HttpResponseRedirect(place))
        for post in posts:
            post.topic = topic
        self._note_reading(posts[-1].created if posts else None)
        messages = [presentation.message(post, person, may_reply=may_reply) for post in posts]
        joined = pictures.under(posts)
        for post, shown in zip(posts, messages, strict=True):
            shown["pictures"] = joined.get(post.pk, [])
        return super().get_context_data(
            topic=topic,
            board=topic.forum,
            posts=messages,
            has_pictures=bool(joined),
            page=page,
            pages=page.paginator.get_elided_page_range(page.number),
            query="",
            may_reply=may_reply,
            **self._reply_context(topic, may_reply),
            canned_answers=canned.choices_for(person),
            login_url=presentation.login_url(topic.get_absolute_url()),
            about=subjects.about(topic, person),
            following=following.on_topic(topic, person),
            removal=ModerationDecision.objects.removals_of(topic).first() if topic.removed_at else None,
            **self._report_context(topic),
            **answers_shown.on_page(topic, person, posts, messages),
            **kwargs,
        )

    def _reply_context(self, topic, may_reply: bool) -> dict:
        """The form at the foot, with what was being written there."""
        if not may_reply:
            return {"reply_form": None, "composing": None}
        person = self.request.user
        draft = draft_in(person, {"topic": topic}) if topic.known.has_draft else None
        waiting = draft.pictures.all() if draft else []
        return {
            "reply_form": ReplyForm(initial=draft.values if draft else {}),
            "composing": composing(owner=self.owner, draft=draft, shown=waiting),
        }

    def _page_number(self, topic) -> int:
        asked = self.request.GET.get("page", "1")
        if not asked.isascii() or not asked.isdecimal() or not 1 <= int(asked[:9]) <= topic.last_page:
            raise Http404(_("This topic has no such page."))
        return int(asked[:9])

    def _report_context(self, topic) -> dict:
        """What a bug report has more than a conversation."""
        report = getattr(topic, "bug_report", None)
        if report is None:
            return {"report": None, "question": None, "band": presentation.topic_band(topic)}
        report.topic = topic
        changes = list(report.changes.select_related("changed_by"))
        me_too = presentation.me_too(report, self.request.user)
        team = rules.may_moderate(self.request.user)
        tie = incident_words.tie_of(report)
        answers = incident_words.answers(tie, self.request.user)
        proposed = BugReport.State.RESOLVED if answers and answers["looks_done"] else report.state
        return {
            "report": report,
            "log": presentation.history(changes, *([incident_words.log_line(tie)] if tie else [])),
            "me_too": me_too,
            "facts": presentation.report_facts(report, self.request.user) + ([incident_words.fact(tie)] if tie else []),
            "question": incident_words.question(tie, self.request.user),
            "answers": answers,
            "state_form": StateForm(initial={"state": proposed}) if team else None,
            "band": presentation.report_band(report, changes, me_too=bool(me_too["count"] or me_too["url"])),
        }


class PostLinkView(ElsewhereMixin, View):
    """`…/<number>/` leads to the message on its page."""

    def get(self, request, board, topic, number):
        post = find_post(request, board, topic, number, tail=f"{number}/")
        return HttpResponseRedirect(post.get_absolute_url())


class LastPostView(ElsewhereMixin, View):
    """`…/dernier/` leads to the last message."""

    def get(self, request, board, topic):
        topic = find_topic(request, board, topic, tail="dernier/")
        page = f"?page={topic.last_page}" if topic.last_page > 1 else ""
        number = topic.last_number if not topic.last_post_id else topic.last_post.number
        return HttpResponseRedirect(f"{topic.get_absolute_url()}{page}#message-{number}")
