"""Searching the topics that one may read."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import POSTS_PER_PAGE, Topic
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.search_forms import SearchForm
from forum.support import presentation, searching
from portal.search import matching, stems

from .reading import ForumPage

RESULTS_A_PAGE = 15


class SearchView(ForumPage):
    """Topics by words, by filters or both; what was typed is kept, whatever it was."""

    template_name = "forum/search.html"

    def get_context_data(self, **kwargs):
        boards = list(Forum.objects.readable_by(self.request.user).in_order())
        form = SearchForm(self.request.GET, boards=boards)
        words = stems.query_stems(form.typed)
        hits = self._hits(form, words, boards)
        page = Paginator(hits, RESULTS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            is_asked=bool(form.typed or form.is_narrowed),
            says_nothing=bool(form.typed) and not words,
            topics=self._rows(list(page), set(words)),
            page=page,
            pages=list(page.paginator.get_elided_page_range(page.number)),
            query=f"{urlencode(form.asked())}&" if form.asked() else "",
            everywhere=f"{reverse('search:search')}?{urlencode({'q': form.typed})}",
            band=self._band(form, len(hits)),
            **kwargs,
        )

    @staticmethod
    def _hits(form: SearchForm, words: list[str], boards: list[Forum]) -> list:
        if not form.is_valid() or (form.typed and not words) or not (words or form.is_narrowed):
            return []
        asked = form.cleaned_data
        topics = searching.topics_asked(asked, boards)
        latest_first = asked["tri"] == searching.LATEST
        return searching.results(form.typed, topics, latest_first=latest_first)

    def _rows(self, hits: list, wanted: set[str]) -> list[dict]:
        topics = Topic.objects.with_list_row().in_bulk([hit.number for hit in hits])
        shown = searching.with_extracts(hits, wanted)
        unread = TopicReadTrack.objects.unread_of(list(topics.values()), self.request.user)
        rows = []
        for hit in hits:
            topic = topics.get(hit.number)
            if topic is None:
                continue
            row = presentation.topic_row(topic, is_unread=topic.pk in unread, with_board=True)
            extract = shown.get(topic.pk, {"text": "", "message": 1})
            rows.append(row | {"text": extract["text"], "url": _address(topic, hit.part, extract["message"])})
        return rows

    @staticmethod
    def _band(form: SearchForm, count: int) -> dict:
        band = {
            "title": _("Search the forum"),
            "field": "orange",
            "crumbs": [{"title": _("Forum"), "url": reverse("forum:index")}],
        }
        if not (form.typed or form.is_narrowed):
            return band | {"lead": _("By words, by board, by state: accents and plurals do not matter.")}
        results = ngettext("%(count)s result", "%(count)s results", count) % {"count": count}
        if count >= matching.MOST_HITS:
            results = _("%(count)s results or more") % {"count": count}
        return band | {"facts": [results]}


def _address(topic: Topic, part: int, message: int) -> str:
    """The topic, at the message that was found."""
    page = max(part, (message - 1) // POSTS_PER_PAGE + 1)
    query = f"?page={page}" if page > 1 else ""
    return topic.get_absolute_url() + query + (f"#message-{message}" if message > 1 else "")
