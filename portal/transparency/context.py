"""Which rules may be read, which of them change soon, and how accessible the site says it is: on every page."""

from collections import defaultdict
from itertools import pairwise

from django.db.models import Case, F, TextField, Value, When
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.core import page_cache

from . import outlines
from .models import TextVersion

AT_MOST = 3  # the others are told by mail and on their own pages
STATEMENT = "accessibilite"


def of_texts(request) -> dict:
    """`published_texts`: slugs of the dated texts that have a published version; the way out names no other.

    `accessibility_state`: what the statement in force says of the site, "" before there is one. `coming_texts`: what
    binds everybody and changes soon, {title, day, reason, url}, the nearest day first; the same for everybody, so that
    pages can be cached whole. It goes on the day (`tasks.purge_on_the_day`).
    """
    known = SimpleLazyObject(lambda: page_cache.remember("texts", _known))
    return {
        "published_texts": SimpleLazyObject(lambda: known["slugs"]),
        "accessibility_state": SimpleLazyObject(lambda: known["state"]),
        "coming_texts": SimpleLazyObject(lambda: known["coming"]),
    }


def _known() -> dict:
    """All of it in one query, since every page asks."""
    statement = When(document__slug=STATEMENT, then=F("full"))
    published = TextVersion.objects.published().select_related("document")
    published = published.annotate(statement=Case(statement, default=Value(""), output_field=TextField()))
    by_text = defaultdict(list)
    for one in published.defer("short", "full"):
        by_text[one.document.slug].append(one)  # latest first
    today = timezone.localdate()
    in_force = (one for one in by_text[STATEMENT] if one.effective_on <= today)
    coming = [found for versions in by_text.values() for found in _coming(versions, today)]
    return {
        "slugs": frozenset(slug for slug, versions in by_text.items() if versions),
        "state": next((outlines.accessibility_state(one.statement) for one in in_force), ""),
        "coming": sorted(coming, key=lambda one: one["day"])[:AT_MOST],
    }


def _coming(versions: list[TextVersion], today):
    """Those of one text that are announced, not overtaken by a later one, and have a former one."""
    for place, (version, former) in enumerate(pairwise(versions)):
        overtaken = any(later.effective_on <= version.effective_on for later in versions[:place])
        if version.effective_on > today and version.is_binding and not overtaken:
            address = version.document.get_absolute_url()
            yield {
                "title": version.document.title,
                "day": version.effective_on,
                "reason": version.reason,
                "url": f"{address}{former.number}-{version.number}/",
            }
