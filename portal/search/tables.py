"""What each database needs beside the rows: a vector with its GIN index on PostgreSQL, an FTS5 table kept in step on
SQLite.

Made after every `migrate` (SQLite drops the triggers of a table that a migration builds again); safe to run again.
"""

from django.db import DEFAULT_DB_ALIAS, connections

# Kept with the row: to rank a thousand results must not cost reading a thousand texts again.
_VECTOR = (
    "(setweight(to_tsvector('simple'::regconfig, title_stems), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, stems), 'D'))"
)
_POSTGRESQL = (
    f"ALTER TABLE search_indexentry ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS {_VECTOR} STORED",
    "CREATE INDEX IF NOT EXISTS search_indexentry_vector ON search_indexentry USING gin (vector)",
    "DROP INDEX IF EXISTS search_indexentry_stems",
)
_INSERT = "INSERT INTO search_fts(rowid, title_stems, stems) VALUES (new.id, new.title_stems, new.stems);"
_DELETE = "DELETE FROM search_fts WHERE rowid = old.id;"
_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(title_stems, stems)",
    f"CREATE TRIGGER IF NOT EXISTS search_fts_insert AFTER INSERT ON search_indexentry BEGIN {_INSERT} END",
    f"CREATE TRIGGER IF NOT EXISTS search_fts_delete AFTER DELETE ON search_indexentry BEGIN {_DELETE} END",
    f"CREATE TRIGGER IF NOT EXISTS search_fts_update AFTER UPDATE ON search_indexentry BEGIN {_DELETE} {_INSERT} END",
)


def create(sender=None, using=DEFAULT_DB_ALIAS, **_kwargs) -> None:
    """Receiver of post_migrate for this app."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if "search_indexentry" not in connection.introspection.table_names(cursor):
            return
        for statement in {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}[connection.vendor]:
            cursor.execute(statement)
