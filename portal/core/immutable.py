"""Rows that the database itself keeps from changing: triggers on SQLite and PostgreSQL, against admin, shell and ORM.

    immutable.protect(TextVersion, when="OLD.published_on IS NOT NULL")
    immutable.protect(Attestation, when="NEW.name <> OLD.name", events=("UPDATE",))

An app declares it in `ready()`. Triggers are made after every `migrate`, because SQLite drops those of a table that a
migration builds again. Both databases answer with IntegrityError.

Two ways round a trigger of rows are closed too: PostgreSQL's TRUNCATE, refused on a table whose rows may not be
deleted, and SQLite's INSERT OR REPLACE, which calls triggers since connections open with recursive_triggers
(portal/settings/storage.py).
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

EVENTS = ("UPDATE", "DELETE")
TRUNCATE = "TRUNCATE"  # all rows at once, past the triggers of each; PostgreSQL alone has it


@dataclass(frozen=True)
class Protection:
    """`when` is SQL on OLD (and NEW, for updates alone) that says which rows are kept; it must read alike on both
    databases."""

    model: type
    when: str
    events: tuple[str, ...] = EVENTS

    def name(self, event: str) -> str:
        return f"{self.model._meta.db_table}_keep_{event.lower()}"


_protections: dict[tuple[str, tuple[str, ...]], Protection] = {}


def protect(model, *, when: str = "1 = 1", events: tuple[str, ...] = EVENTS) -> None:
    """Keep the rows of a model for which `when` holds from being changed or deleted, or only one of the two;
    called twice where the two differ."""
    _protections[model._meta.label, events] = Protection(model, when, events)


def _sqlite(protection: Protection, event: str) -> list[str]:
    table = protection.model._meta.db_table
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{protection.name(event)}" BEFORE {event} ON "{table}" FOR EACH ROW '
        f"WHEN {protection.when} BEGIN SELECT RAISE(ABORT, 'this row is kept as it is'); END"
    ]


def _postgresql(protection: Protection, event: str) -> list[str]:
    table, name = protection.model._meta.db_table, protection.name(event)
    statements = [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        "RAISE EXCEPTION 'this row is kept as it is' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW '
        f'WHEN ({protection.when}) EXECUTE FUNCTION "{name}"()',
    ]
    if event == "DELETE":
        whole = protection.name(TRUNCATE)
        statements += [
            f'DROP TRIGGER IF EXISTS "{whole}" ON "{table}"',
            f'CREATE TRIGGER "{whole}" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
        ]
    return statements


def create_triggers(using: str = DEFAULT_DB_ALIAS, app_label: str | None = None) -> None:
    """Make the triggers of every protected model whose table exists; safe to run again."""
    connection = connections[using]
    dialect = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for protection in _protections.values():
            meta = protection.model._meta
            if meta.db_table in tables and app_label in (None, meta.app_label):
                for event in protection.events:
                    for statement in dialect(protection, event):
                        cursor.execute(statement)


def drop_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the triggers off. Only for tests that flush tables; nothing in the product calls it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for protection in _protections.values():
            for event in (*EVENTS, TRUNCATE):
                table = f' ON "{protection.model._meta.db_table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{protection.name(event)}"{table}')


@contextmanager
def taken_off(using: str = DEFAULT_DB_ALIAS):
    """Rows can change inside. For tests."""
    drop_triggers(using)
    try:
        yield
    finally:
        create_triggers(using)


def create_after_migrate(sender, using=DEFAULT_DB_ALIAS, **_kwargs) -> None:
    """Receiver of post_migrate."""
    create_triggers(using, app_label=sender.label)
