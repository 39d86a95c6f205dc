"""Finds entries on either database by the same stems, titles before texts."""

from typing import NamedTuple

from django.db import connection

from . import stems
from .tables import VECTOR

# More are not counted: nobody reads so far, and a word of every page must not cost more than the others.
MOST_HITS = 1000


class Hit(NamedTuple):
    """An entry that was found: its id and its kind."""

    pk: int
    kind: str


_POSTGRESQL = f"""
    SELECT id, kind FROM search_indexentry, to_tsquery('simple'::regconfig, %s) AS asked
    WHERE {VECTOR} @@ asked
    ORDER BY ts_rank('{{0.1, 0.2, 0.4, 1.0}}'::float4[], {VECTOR}, asked) DESC, updated_at DESC, id
    LIMIT {MOST_HITS}
"""  # noqa: S608 - constants only; the stems are a parameter
# bm25 is lower for better; a word in the title weighs as much as ten in the text
_SQLITE = f"""
    SELECT entry.id, entry.kind FROM search_fts JOIN search_indexentry AS entry ON entry.id = search_fts.rowid
    WHERE search_fts MATCH %s
    ORDER BY bm25(search_fts, 10.0, 1.0), entry.updated_at DESC, entry.id
    LIMIT {MOST_HITS}
"""  # noqa: S608 - constants only; the stems are a parameter


def find(question: str) -> list[Hit]:
    """Entries that hold every word of the question, best first; when none does, those that hold any.

    Never fails, whatever was typed: the database sees stems of letters and digits only.
    """
    wanted = stems.query_stems(question)
    if not wanted:
        return []
    found = _hits(wanted, all_words=True)
    return found if found or len(wanted) == 1 else _hits(wanted, all_words=False)


def _hits(wanted: list[str], *, all_words: bool) -> list[Hit]:
    if connection.vendor == "postgresql":
        sql, query = _POSTGRESQL, (" & " if all_words else " | ").join(f"'{word}'" for word in wanted)
    else:
        sql, query = _SQLITE, (" AND " if all_words else " OR ").join(f'"{word}"' for word in wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, [query])
        return [Hit(*row) for row in cursor.fetchall()]
