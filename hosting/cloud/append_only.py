"""Triggers that keep history and ids as they were written, on both databases; made again after every migrate,
because SQLite drops them silently when it rebuilds a table.

A person who leaves is taken out of the history (`by_id`), which is why only the other columns are guarded.
"""

from django.db import connections

GUARDED = {
    "cloud_requestevent": ("request_id", "state", "by_title", "note", "at"),
    "cloud_accountevent": ("account_id", "kind", "space_bytes", "by_title", "note", "at"),
    "cloud_cloudaccount": ("uid", "server_id"),
    "cloud_folderevent": ("folder_id", "kind", "space_bytes", "by_title", "note", "at"),
    "cloud_teamfolder": ("organisation_id", "server_id"),
}


def create_triggers(sender, using="default", **_kwargs) -> None:
    """Receiver of post_migrate of the app « cloud »."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, columns in GUARDED.items():
            if table in present:
                for statement in STATEMENTS[connection.vendor](table, columns):
                    cursor.execute(statement)


def _sqlite(table, columns):
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {table}_guard BEFORE UPDATE ON {table} WHEN {changed} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table, columns):
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {table}_guard ON {table}"
    yield (
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
        f"EXECUTE FUNCTION {table}_guard()"
    )


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
