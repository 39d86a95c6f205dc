"""Frequent questions: their two pages, their place in the search, drafts begun from the forum."""

from itertools import groupby

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.sheet_drafts import Solution
from portal.core import markdown
from portal.core.dashboard import Waiting
from portal.search.registry import Entry

from .models.faq import FaqEntry, free_slug

QUESTION_LENGTH = FaqEntry._meta.get_field("question").max_length


def faq(request):
    """Every published question with its answer, service by service."""
    entries = FaqEntry.objects.published().in_order()
    groups = [
        {"title": service.name if service else _("In general"), "entries": list(rows)}
        for service, rows in groupby(entries, key=lambda entry: entry.service)
    ]
    band = {
        "title": _("Frequent questions"),
        "field": "leaf",
        "lead": _("Short answers to what is asked most often."),
    }
    return render(request, "pages/faq.html", {"nav_section": "none", "band": band, "groups": groups})


def faq_entry(request, slug: str):
    """One question, for links and for the search; 404 while it is a draft."""
    entry = FaqEntry.objects.published().select_related("service").filter(slug=slug).first()
    if entry is None:
        raise Http404
    band = {
        "title": entry.question,
        "field": "leaf",
        "crumbs": [{"title": _("Frequent questions"), "url": reverse("pages:faq")}],
    }
    context = {"nav_section": "none", "band": band, "entry": entry, "source": entry.source()}
    return render(request, "pages/faq_entry.html", context)


# In the search


def found_rows():
    return FaqEntry.objects.published()


def found_entry(entry: FaqEntry) -> Entry:
    return Entry(
        title=entry.question,
        url=entry.get_absolute_url(),
        text=markdown.plain_text(entry.answer),
        updated_at=entry.updated_at,
    )


# Begun from an answer of the forum (forum.sheet_drafts)


def may_add(person) -> bool:
    return person.has_perm("pages.add_faqentry")


@transaction.atomic
def make_entry(solution: Solution, by) -> str:
    """A draft with the question and its accepted answers; its key is its number. The names stay in the forum, to which
    the published answer leads."""
    entry = FaqEntry.objects.create(
        question=solution.title[:QUESTION_LENGTH],
        slug=free_slug(solution.title),
        answer="\n\n".join(solution.answers),
        topic_id=solution.topic_id,
    )
    return str(entry.pk)


def edit_url(key: str) -> str:
    return reverse("wagtailsnippets_pages_faqentry:edit", args=[int(key)])


def published(key: str) -> dict | None:
    entry = FaqEntry.objects.published().filter(pk=int(key)).first()
    return {"title": entry.question, "url": entry.get_absolute_url()} if entry else None


def follow_merge(sender, topic, into, **_kwargs) -> None:
    """Receiver of `topics_merged`: the answer stands in the other topic now."""
    FaqEntry.objects.filter(topic=topic).update(topic=into)


def waiting(request):
    """On the home of /cms/: drafts that somebody began."""
    if not request.user.has_perm("pages.change_faqentry"):
        return
    count = FaqEntry.objects.filter(is_published=False).count()
    label = ngettext("One frequent question to publish", "%(count)s frequent questions to publish", count)
    yield Waiting(
        label % {"count": count}, count, reverse("wagtailsnippets_pages_faqentry:list") + "?is_published=false"
    )
