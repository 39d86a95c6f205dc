"""What the lists of the desk have in common: filters by state with their counts, a search, pages."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.organisations.views.shared import words_asked

PAGE_SIZE = 30


def desk_crumb() -> dict:
    return {"title": _("The desk"), "url": reverse("cloud:desk")}


def show_of(request, shows: dict) -> str:
    """Which of the lists is asked for; the first one unless another is named."""
    show = request.GET.get("show")
    return show if show in shows else next(iter(shows))


def filters_of(rows, *, label: str, titles: dict, shows: dict, show: str) -> dict:
    """Links to each list with how many it holds: `shows` gives its states, `titles` its name."""
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk", distinct=True)))
    choices = [
        {
            "title": title,
            "url": f"?show={key}",
            "current": key == show,
            "count": sum(counts.get(state, 0) for state in shows[key]),
        }
        for key, title in titles.items()
    ]
    return {"label": label, "choices": choices}


def list_page(request, rows, *, entry, band: dict, empty: dict, search: str = "", **context):
    """A page of `rows` (in order), each line as `entry` gives it. `search` is what its field asks for, where there is
    one. The other pages keep what is shown and searched."""
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    kept = {name: request.GET[name] for name in ("show", "q") if request.GET.get(name)}
    context |= {
        "entries": [entry(one) for one in page],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"{urlencode(kept)}&" if kept else "",
        "search": {"q": words_asked(request), "url": request.path, "label": search} if search else None,
        "empty": empty,
        "band": {"field": "leaf", **band},
        "nav_section": "account",
    }
    return render(request, "cloud/desk_list.html", context)
