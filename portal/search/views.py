"""One search over the whole site."""

from collections import Counter
from difflib import get_close_matches
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import matching, registry, stems
from .extracts import extract
from .models import IndexEntry

RESULTS_A_PAGE = 15
TITLES_FOR_SUGGESTIONS = 500
TYPED_LENGTH = 200


def search(request):
    """Results for `q`, filtered by `type`, best first. What was typed is kept; an empty question shows the form."""
    typed = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:TYPED_LENGTH]
    kinds = {one.kind: one for one in registry.searchables()}
    kind = request.GET.get("type", "")
    kind = kind if kind in kinds else ""
    hits = matching.find(typed)
    counts = Counter(hit.kind for hit in hits)
    paginator = Paginator([hit.pk for hit in hits if kind in ("", hit.kind)], RESULTS_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    rows = IndexEntry.objects.in_bulk(list(page))
    wanted = set(stems.query_stems(typed))
    context = {
        "nav_section": "search",
        "band": _band(typed, len(hits)),
        "search": {"q": typed, "id": "search-words"},
        "entries": [_result(rows[pk], wanted, kinds) for pk in page if pk in rows],
        "page": page,
        "pages": list(paginator.get_elided_page_range(page.number)),
        "query": urlencode({"q": typed, "type": kind}) + "&",
        "filters": _filters(typed, kind, kinds, counts),
        "narrower": _narrower(typed, kind, kinds) if counts else [],
        "suggestions": _suggestions(typed) if typed and not hits else [],
        "typed": typed,
    }
    return render(request, "search/search.html", context)


def _band(typed: str, count: int) -> dict:
    if not typed:
        return {"title": _("Search"), "lead": _("Lessons, sheets, services, topics: everything on this site.")}
    results = ngettext("%(count)s result", "%(count)s results", count) % {"count": count}
    return {"title": _("Search"), "facts": [results]}


def _result(entry: IndexEntry, wanted: set[str], kinds) -> dict:
    label = kinds[entry.kind].label if entry.kind in kinds else ""
    return {"title": entry.title, "url": entry.url, "text": extract(entry, wanted), "meta": label}


def _filters(typed: str, kind: str, kinds, counts: dict) -> dict:
    def choice(key, title, count):
        address = urlencode({"q": typed, "type": key} if key else {"q": typed})
        return {"title": title, "url": f"?{address}", "count": count, "current": key == kind}

    choices = [choice("", _("Everything"), sum(counts.values()))]
    choices += [choice(key, one.label, counts[key]) for key, one in kinds.items() if counts.get(key)]
    return {"label": _("Kind of result"), "choices": choices if len(choices) > 2 else []}


def _narrower(typed: str, kind: str, kinds) -> list[dict]:
    """Searches with filters of their own, for the kind that was chosen or all of them."""
    found = [one for one in kinds.values() if one.own_search and kind in ("", one.kind)]
    return [
        {
            "title": _("Search with filters: %(kind)s") % {"kind": one.label},
            "url": f"{reverse(one.own_search)}?{urlencode({'q': typed})}",
        }
        for one in found
    ]


def _suggestions(typed: str) -> list[dict]:
    """Questions close to this one that have an answer: words of titles that look alike."""
    vocabulary = {}
    latest = IndexEntry.objects.listed().order_by("-updated_at")
    for title in latest.values_list("title", flat=True)[:TITLES_FOR_SUGGESTIONS]:
        for match in stems.words(title):
            if len(match.group()) > 3:
                vocabulary.setdefault(stems.fold(match.group()), match.group())
    close = []
    for match in stems.words(typed)[: stems.MAX_WORDS]:
        close += get_close_matches(stems.fold(match.group())[:40], vocabulary, n=2, cutoff=0.7)
    return [
        {"title": vocabulary[word], "url": f"?{urlencode({'q': vocabulary[word]})}"} for word in dict.fromkeys(close)
    ]
