"""The host on every page."""

from django.utils.functional import SimpleLazyObject

from portal.core import page_cache

from .models import HostSettings, StandardPage


def host(request) -> dict:
    """`host`: the row of /cms/, read when a template asks for it."""
    return {"host": SimpleLazyObject(lambda: page_cache.remember("host", HostSettings.load))}


def standing_pages(request) -> dict:
    """`standing_pages`: slugs of the pages of running text that are out, so that no menu leads to a missing one."""

    def slugs() -> frozenset[str]:
        return frozenset(StandardPage.objects.live().filter(depth=3).values_list("slug", flat=True))

    return {"standing_pages": SimpleLazyObject(lambda: page_cache.remember("standing-pages", slugs))}
