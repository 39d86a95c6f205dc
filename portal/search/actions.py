"""Every write of the index."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from . import registry, stems
from .models import IndexEntry

TEXT_LENGTH = 40_000  # characters of a text that are indexed
SUMMARY_LENGTH = 400
BATCH = 200  # rows of one statement
_KEY = ["kind", "object_id", "part"]
_REST = ["number", "is_listed", "title", "url", "summary", "text", "title_stems", "stems", "updated_at"]


def index(row) -> None:
    """Index one row again, or forget it when it may no longer be found. For rows changed without a signal."""
    for one in registry.searchables():
        if isinstance(row, one.model):
            index_by_id(one, row.pk)


@transaction.atomic
def index_by_id(searchable: registry.Searchable, pk) -> None:
    """Index the row of that id, or forget it when it has left `rows()`; its later parts too if it is new or renamed."""
    # Locked first, so that of two who index a row at once the last one reads what both have written.
    own = IndexEntry.objects.filter(kind=searchable.kind, object_id=str(pk), part=1)
    before = own.select_for_update().values_list("title", flat=True).first()
    row = searchable.rows().filter(pk=pk).first()
    if row is None:
        forget(searchable, pk)
        return
    beginning = _beginning(searchable, row)
    _write([beginning])
    if before != beginning.title:
        _index_later_parts(searchable, row, None)


@transaction.atomic
def index_parts(model, pk, only: set[int] | None = None) -> None:
    """Index again the later parts of a row, or those among `only`; nothing for a row that has left `rows()`."""
    for one in registry.searchables():
        if one.model is model:
            list(IndexEntry.objects.select_for_update().filter(kind=one.kind, object_id=str(pk), part=1).values("pk"))
            row = one.rows().filter(pk=pk).first()
            if row is not None:
                _index_later_parts(one, row, only)


def _index_later_parts(searchable: registry.Searchable, row, only: set[int] | None) -> None:
    kept = set()
    for entries in _batches(_later_parts(searchable, row, only)):
        _write(entries)
        kept.update(entry.part for entry in entries)
    gone = IndexEntry.objects.filter(kind=searchable.kind, object_id=str(row.pk), part__gt=1).exclude(part__in=kept)
    if only is not None:
        gone = gone.filter(part__in=only)
    gone.delete()


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
    _write([_beginning(searchable, row) for row in rows])


def forget(searchable: registry.Searchable, pk) -> None:
    """Take a row out of the index, with all its parts."""
    IndexEntry.objects.filter(kind=searchable.kind, object_id=str(pk)).delete()


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Index everything afresh; how many entries of each kind."""
    IndexEntry.objects.all().delete()
    return {one.kind: _rebuild(one) for one in registry.searchables()}


def _rebuild(searchable: registry.Searchable) -> int:
    count = 0
    for entries in _batches(_all_entries(searchable)):
        IndexEntry.objects.bulk_create(entries)
        count += len(entries)
    return count


def _all_entries(searchable: registry.Searchable) -> Iterator[IndexEntry]:
    for row in searchable.rows().iterator(chunk_size=BATCH):
        yield _beginning(searchable, row)
        yield from _later_parts(searchable, row, None)


def _batches(entries: Iterator[IndexEntry]) -> Iterator[list[IndexEntry]]:
    """A forum of a million messages is never held in memory."""
    batch = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(entries: list[IndexEntry]) -> None:
    IndexEntry.objects.bulk_create(entries, update_conflicts=True, unique_fields=_KEY, update_fields=_REST)


def _beginning(searchable: registry.Searchable, row) -> IndexEntry:
    entry = _row(searchable.kind, row.pk, 1, searchable.entry(row))
    entry.is_listed = searchable.is_listed(row)
    return entry


def _later_parts(searchable: registry.Searchable, row, only: set[int] | None) -> Iterator[IndexEntry]:
    """Never shown by the search of the site, which leads to the beginning."""
    for part, found in searchable.later_parts(row, only):
        entry = _row(searchable.kind, row.pk, part, found)
        entry.is_listed = False
        yield entry


def _row(kind: str, pk, part: int, entry: registry.Entry) -> IndexEntry:
    text = " ".join(entry.text.split())[:TEXT_LENGTH]
    summary = " ".join(entry.summary.split())[:SUMMARY_LENGTH]
    row = IndexEntry(
        kind=kind,
        object_id=str(pk),
        number=int(pk) if str(pk).isdecimal() else None,
        part=part,
        title=entry.title[:255],
        url=entry.url[:300],
        summary=summary,
        text=text,
        title_stems=" ".join(stems.stems(entry.title)),
        stems=" ".join(stems.stems(f"{summary} {text}")),
    )
    if entry.updated_at:
        row.updated_at = entry.updated_at
    return row
