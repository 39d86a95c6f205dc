"""Finds entries on either database by the same stems, titles before texts."""

from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from . import registry, stems

# More are not counted: nobody reads so far, and a word of every page must not cost more than the others.
MOST_HITS = 1000
# Of a kind, those that are ranked when a word stands in more of them: the latest ones.
RANKED = 1000


class Hit(NamedTuple):
    """An entry that was found: its id and its kind."""

    pk: int
    kind: str


class PartHit(NamedTuple):
    """A row that was found: the entry that says it best, the number of the row, and the part of it."""

    pk: int
    number: int
    part: int


_RANK = "ts_rank('{0.1, 0.2, 0.4, 1.0}'::float4[], vector, to_tsquery('simple'::regconfig, %s)) DESC"
# Kind by kind, so that fifty thousand topics cannot push out the one sheet.
_POSTGRESQL = f"""
    SELECT id, kind FROM unnest(%s::text[]) AS asked(asked_kind) CROSS JOIN LATERAL (
        SELECT id, kind, vector, updated_at FROM search_indexentry
        WHERE kind = asked_kind AND is_listed AND vector @@ to_tsquery('simple'::regconfig, %s)
        ORDER BY updated_at DESC, id DESC LIMIT {RANKED}
    ) AS candidates
    ORDER BY {_RANK}, updated_at DESC, id LIMIT {MOST_HITS}
"""  # noqa: S608 - constants only; the stems are a parameter
_POSTGRESQL_AMONG = f"""
    SELECT id, number, part FROM (
        SELECT id, number, part, vector, updated_at FROM search_indexentry
        WHERE kind = %s AND vector @@ to_tsquery('simple'::regconfig, %s) AND number IN ({{among}})
        ORDER BY updated_at DESC, id DESC LIMIT {RANKED}
    ) AS candidates
    ORDER BY {{order}} updated_at DESC, id
"""  # noqa: S608 - constants only, and a subquery made by Django
# bm25 is lower for better; a word in the title weighs as much as ten in the text
_BM25 = "bm25(search_fts, 10.0, 1.0)"
_SQLITE = f"""
    SELECT entry.id, entry.kind FROM search_fts JOIN search_indexentry AS entry ON entry.id = search_fts.rowid
    WHERE search_fts MATCH %s AND entry.is_listed
    ORDER BY {_BM25}, entry.updated_at DESC, entry.id LIMIT {MOST_HITS}
"""  # noqa: S608 - constants only; the stems are a parameter
_SQLITE_AMONG = f"""
    SELECT entry.id, entry.number, entry.part
    FROM search_fts JOIN search_indexentry AS entry ON entry.id = search_fts.rowid
    WHERE search_fts MATCH %s AND entry.kind = %s AND entry.number IN ({{among}})
    ORDER BY {{order}} entry.updated_at DESC, entry.id LIMIT {RANKED}
"""  # noqa: S608 - constants only, and a subquery made by Django


def find(question: str) -> list[Hit]:
    """Entries for every visitor that hold every word of the question, best first; when none does, those that hold any.

    Never fails, whatever was typed: the database sees stems of letters and digits only.
    """
    return _all_then_any(question, _listed)


def find_among(question: str, *, kind: str, among: QuerySet, latest_first: bool = False) -> list[PartHit]:
    """The same within one kind, of rows whose key is in `among` (a queryset of keys): what the asker may read and asks
    for. Each row once, by its best part; by date instead when `latest_first`."""
    try:
        # Without its order, or PostgreSQL reads all of it before anything else.
        subquery, values = among.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    found = _all_then_any(question, lambda query: _among(query, kind, subquery, values, latest_first))
    best = {}
    for hit in found:
        best.setdefault(hit.number, hit)
    return list(best.values())


def _all_then_any(question: str, ask) -> list:
    wanted = stems.query_stems(question)
    if not wanted:
        return []
    found = ask(_query(wanted, all_words=True))
    return found if found or len(wanted) == 1 else ask(_query(wanted, all_words=False))


def _query(wanted: list[str], *, all_words: bool) -> str:
    """As the database wants it: words in quotes, joined by its own signs."""
    if connection.vendor == "postgresql":
        return (" & " if all_words else " | ").join(f"'{word}'" for word in wanted)
    return (" AND " if all_words else " OR ").join(f'"{word}"' for word in wanted)


def _listed(query: str) -> list[Hit]:
    if connection.vendor == "postgresql":
        kinds = [one.kind for one in registry.searchables()]
        return [Hit(*row) for row in _rows(_POSTGRESQL, [kinds, query, query])]
    return [Hit(*row) for row in _rows(_SQLITE, [query])]


def _among(query: str, kind: str, subquery: str, values, latest_first: bool) -> list[PartHit]:
    if connection.vendor == "postgresql":
        order, ranked = ("", []) if latest_first else (f"{_RANK},", [query])
        return [
            PartHit(*row)
            for row in _rows(_POSTGRESQL_AMONG.format(among=subquery, order=order), [kind, query, *values, *ranked])
        ]
    order = "" if latest_first else f"{_BM25},"
    rows = _rows(_SQLITE_AMONG.format(among=subquery, order=order), [query, kind, *values])
    return [PartHit(*row) for row in rows]


def _rows(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
