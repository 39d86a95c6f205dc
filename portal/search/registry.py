"""What can be found: each app says which of its models, and what an entry of the index holds.

    register("lesson", _("Lessons"), LessonPage, rows=lambda: LessonPage.objects.live().public(), entry=lesson_entry)

Rows are indexed again when saved and forgotten when deleted or when they leave `rows()`; `manage.py rebuild_search`
indexes everything. Only what every visitor may read belongs in `rows()`.
"""

from collections.abc import Callable
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


_searchables: dict[str, Searchable] = {}


def register(kind: str, label: str, model, *, rows, entry) -> None:
    """Make a model findable. `kind` is the stable key of the filter, `label` what people read."""
    _searchables[kind] = Searchable(kind, label, model, rows, entry)


def searchables() -> list[Searchable]:
    return list(_searchables.values())
