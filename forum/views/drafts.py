"""« My drafts », in the account."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from forum import rules
from forum.support.actions.drafts import KEEP_WORDS, drop_draft
from forum.support.models import Draft
from forum.support.models.drafts import PLACES

WORDS = ("subject", "did", "expected", "happened", "since", "content")


def where(draft: Draft, person) -> tuple[str, str]:
    """What it is a draft of, and the address of its form; neither where the person may no longer read."""
    topic = draft.topic or (draft.post.topic if draft.post else None)
    if not (rules.may_see(topic, person) if topic else rules.may_read(draft.board, person)):
        return _("A part of the forum that is no longer open to you"), ""
    if draft.board:
        title = draft.values.get("subject") or _("New topic in “%(board)s”") % {"board": draft.board.name}
        return title, reverse("forum:new-topic", args=[draft.board.slug])
    place = [topic.forum.slug, topic.reference]
    if draft.topic:
        return _("Answer in “%(topic)s”") % {"topic": topic.subject}, reverse("forum:reply", args=place)
    title = _("My message no. %(number)d in “%(topic)s”") % {"number": draft.post.number, "topic": topic.subject}
    return title, reverse("forum:edit-post", args=[*place, draft.post.number])


def drafts_of(person):
    return Draft.objects.of(person).select_related("board", "topic__forum", "post__topic__forum")


@method_decorator(never_cache, name="dispatch")
class DraftsView(LoginRequiredMixin, TemplateView):
    """One's own drafts, the latest first; each leads to its form, or goes."""

    template_name = "forum/drafts.html"

    def post(self, request, *args, **kwargs):
        number = request.POST.get("draft", "")
        wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else 0
        draft = get_object_or_404(Draft, pk=wanted, person=request.user)
        drop_draft(person=request.user, place={name: getattr(draft, name) for name in PLACES if getattr(draft, name)})
        return HttpResponseRedirect(request.path)

    def get_context_data(self, **kwargs):
        rows = []
        for draft in drafts_of(self.request.user):
            title, url = where(draft, self.request.user)
            words = [draft.values[name] for name in WORDS if draft.values.get(name)]
            text = Truncator(words[-1] if words else "").chars(160)
            whole = "\n\n".join(words)
            rows.append(
                {"pk": draft.pk, "title": title, "url": url, "text": text, "whole": whole, "at": draft.saved_at}
            )
        account = {"title": _("My account"), "url": reverse("account_home")}
        lead = _("What you began to write in the forum. Nobody else reads it; after %(days)d days it goes.")
        band = {"title": _("My drafts"), "field": "pale", "crumbs": [account], "lead": lead % {"days": KEEP_WORDS.days}}
        return super().get_context_data(nav_section="account", band=band, drafts=rows, **kwargs)
