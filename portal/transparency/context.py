"""Which rules may be read, on every page."""

from django.utils.functional import SimpleLazyObject

from portal.core import page_cache

from .models import TextVersion


def published_texts(request) -> dict:
    """`published_texts`: slugs of the dated texts that have a published version; the way out names no other."""

    def slugs() -> frozenset[str]:
        return frozenset(TextVersion.objects.published().order_by().values_list("document__slug", flat=True))

    return {"published_texts": SimpleLazyObject(lambda: page_cache.remember("published-texts", slugs))}
