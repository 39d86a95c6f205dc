"""What can be found: each app says which of its models, and what an entry of the index holds.

    register("lesson", _("Lessons"), LessonPage, rows=lambda: LessonPage.objects.live().public(), entry=lesson_entry)

Rows are indexed again when saved and forgotten when deleted or when they leave `rows()`; `manage.py rebuild_search`
indexes everything. Only what every visitor may read belongs in `rows()`, unless `is_listed(row)` keeps it from the
site's search: what only some may read is found by `matching.find_among` alone, which is told what the asker may. The
page that does so is `own_search`, the name of an address that takes `q`.

A row too long for one entry has the beginning of it in `entry` and the rest in `later_parts(row, only)`: pairs of a
part (2 and up) and its entry; `only` is a set of parts, None for all of them. They are indexed when the row is new or
renamed and where the app calls `actions.index_parts`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Entry:
    """One result: `text` is plain words (no Markdown, no HTML), `url` a path of this site."""

    title: str
    url: str
    summary: str = ""
    text: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Searchable:
    kind: str
    label: str
    model: type[Model]
    rows: Callable[[], QuerySet]
    entry: Callable[[Model], Entry]
    is_listed: Callable[[Model], bool]
    later_parts: Callable[[Model, set[int] | None], Iterable[tuple[int, Entry]]]
    own_search: str


_searchables: dict[str, Searchable] = {}


def _always(_row) -> bool:
    return True


def _none(_row, _only) -> tuple:
    return ()


def register(
    kind: str, label: str, model, *, rows, entry, is_listed=_always, later_parts=_none, own_search: str = ""
) -> None:
    """Make a model findable. `kind` is the stable key of the filter, `label` what people read."""
    _searchables[kind] = Searchable(kind, label, model, rows, entry, is_listed, later_parts, own_search)


def searchables() -> list[Searchable]:
    return list(_searchables.values())
