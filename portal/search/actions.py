"""Every write of the index."""

from collections.abc import Iterable

from django.db import transaction

from . import registry, stems
from .models import IndexEntry

TEXT_LENGTH = 40_000  # characters of a text that are indexed
SUMMARY_LENGTH = 400
BATCH = 200  # rows of one statement


def index(row) -> None:
    """Index one row again, or forget it when it may no longer be found. For rows changed without a signal."""
    for one in registry.searchables():
        if isinstance(row, one.model):
            index_by_id(one, row.pk)


@transaction.atomic
def index_by_id(searchable: registry.Searchable, pk) -> None:
    """Index the row of that id, or forget it when it has left `rows()`."""
    row = searchable.rows().filter(pk=pk).first()
    if row is None:
        forget(searchable, pk)
        return
    IndexEntry.objects.update_or_create(
        kind=searchable.kind, object_id=str(pk), defaults=_fields(searchable.entry(row))
    )


@transaction.atomic
def index_many(model, pks: Iterable) -> None:
    """Index those rows again, or forget the ones that have left `rows()`: when what they stand under has changed."""
    for one in registry.searchables():
        if one.model is not model:
            continue
        every = list(pks)
        for start in range(0, len(every), BATCH):
            _index_batch(one, every[start : start + BATCH])


def _index_batch(searchable: registry.Searchable, pks: list) -> None:
    rows = list(searchable.rows().filter(pk__in=pks))
    gone = {str(pk) for pk in pks} - {str(row.pk) for row in rows}
    IndexEntry.objects.filter(kind=searchable.kind, object_id__in=gone).delete()
    IndexEntry.objects.bulk_create(
        [IndexEntry(kind=searchable.kind, object_id=str(row.pk), **_fields(searchable.entry(row))) for row in rows],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "url", "summary", "text", "title_stems", "stems", "updated_at"],
    )


def forget(searchable: registry.Searchable, pk) -> None:
    """Take a row out of the index."""
    IndexEntry.objects.filter(kind=searchable.kind, object_id=str(pk)).delete()


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Index everything afresh; how many entries of each kind."""
    IndexEntry.objects.all().delete()
    counts = {}
    for searchable in registry.searchables():
        entries = [
            IndexEntry(kind=searchable.kind, object_id=str(row.pk), **_fields(searchable.entry(row)))
            for row in searchable.rows()
        ]
        IndexEntry.objects.bulk_create(entries, batch_size=200)
        counts[searchable.kind] = len(entries)
    return counts


def _fields(entry: registry.Entry) -> dict:
    text = " ".join(entry.text.split())[:TEXT_LENGTH]
    summary = " ".join(entry.summary.split())[:SUMMARY_LENGTH]
    fields = {
        "title": entry.title[:255],
        "url": entry.url[:300],
        "summary": summary,
        "text": text,
        "title_stems": " ".join(stems.stems(entry.title)),
        "stems": " ".join(stems.stems(f"{summary} {text}")),
    }
    if entry.updated_at:
        fields["updated_at"] = entry.updated_at
    return fields
