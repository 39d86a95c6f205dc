"""How many notices each person has not read: shown on every page of a member, so kept in the cache for a minute and
forgotten at each change."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction

from portal.core import page_cache

from .models import Notice

# Nobody counts further; the index is not walked further either.
COUNTED = 100
LIFETIME = 60  # seconds that a count made just before a change may outlive it


def count(person_id: int) -> int:
    """Up to COUNTED. Inside a transaction it is made afresh: what is not committed belongs to nobody else."""
    kept = None if page_cache.in_transaction() else cache.get(_key(person_id))
    if kept is None:
        kept = Notice.objects.unread().filter(person=person_id).values("pk")[:COUNTED].count()
        if not page_cache.in_transaction():
            cache.set(_key(person_id), kept, LIFETIME)
    return kept


def forget(people: Iterable[int]) -> None:
    """Their counts have changed, once the running transaction is committed."""
    keys = [_key(person_id) for person_id in people]
    if keys:
        transaction.on_commit(lambda: cache.delete_many(keys))


def _key(person_id: int) -> str:
    return f"notices-unread:{person_id}"
