"""Counting the queries of a page, to say that they do not grow with what it lists."""

from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext


def forget_pages() -> None:
    """Empty every cache, whatever the clock of the test says of generations."""
    for cache in caches.all():
        cache.clear()


def queries_of(client, path: str) -> int:
    """How many queries a page costs that nobody has cached, once the process knows its sites and content types."""
    warm = client.get(path)
    assert warm.status_code == 200, f"{path}: {warm.status_code}"
    forget_pages()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
