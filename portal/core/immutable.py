"""Rows that the database itself keeps from changing: triggers on SQLite and PostgreSQL, against admin, shell and ORM.

    immutable.protect(TextVersion, when="OLD.published_on IS NOT NULL")
    immutable.protect(Attestation, when="NEW.name <> OLD.name", events=("UPDATE",))
    immutable.protect_behind(ReportLine, "report", when="kept.published_on IS NOT NULL")

An app declares it in `ready()`. Triggers are made after every `migrate`, because SQLite drops those of a table that a
migration builds again; those that look at another table are taken off before it, because SQLite builds no table again
that a trigger of another one names. Both databases answer with IntegrityError.

Two ways round a trigger of rows are closed too: PostgreSQL's TRUNCATE, refused on a table whose rows may not be
deleted, and SQLite's INSERT OR REPLACE, which calls triggers since connections open with recursive_triggers
(portal/settings/storage.py).
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

EVENTS = ("UPDATE", "DELETE")
EVENTS_BEHIND = ("INSERT", *EVENTS)
SIDES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
TRUNCATE = "TRUNCATE"  # all rows at once, past the triggers of each; PostgreSQL alone has it


@dataclass(frozen=True)
class Protection:
    """`when` is SQL on OLD (and NEW, for updates alone) that says which rows are kept; it must read alike on both
    databases. `looks_away`: it asks another table."""

    model: type
    when: str
    events: tuple[str, ...] = EVENTS
    looks_away: bool = False

    def name(self, event: str) -> str:
        return f"{self.model._meta.db_table}_keep_{event.lower()}"


_protections: dict[tuple[str, tuple[str, ...]], Protection] = {}


def protect(model, *, when: str = "1 = 1", events: tuple[str, ...] = EVENTS) -> None:
    """Keep the rows of a model for which `when` holds from being changed or deleted, or only one of the two;
    called twice where the two differ."""
    _protections[model._meta.label, events] = Protection(model, when, events)


def protect_behind(model, path: str, *, when: str, events: tuple[str, ...] = EVENTS_BEHIND) -> None:
    """Keep the rows that a kept row is read with: none is added to it, changed, taken from it or deleted.

    `path` leads there over foreign keys (« question__survey »); `when` is SQL on the row it leads to, named « kept ».
    """
    steps, meta = [], model._meta
    for name in path.split("__"):
        key = meta.get_field(name)
        steps.append((meta, key.column))
        meta = key.related_model._meta
    for event in events:
        keys = ", ".join(f'{side}."{steps[0][1]}"' for side in SIDES[event])
        for between, column in steps[1:]:
            keys = f'SELECT "{column}" FROM "{between.db_table}" WHERE "{between.pk.column}" IN ({keys})'  # noqa: S608
        kept = f'SELECT 1 FROM "{meta.db_table}" kept WHERE kept."{meta.pk.column}" IN ({keys}) AND ({when})'  # noqa: S608
        _protections[model._meta.label, (event,)] = Protection(model, f"EXISTS ({kept})", (event,), looks_away=True)


def _sqlite(protection: Protection, event: str) -> list[str]:
    table = protection.model._meta.db_table
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{protection.name(event)}" BEFORE {event} ON "{table}" FOR EACH ROW '
        f"WHEN {protection.when} BEGIN SELECT RAISE(ABORT, 'this row is kept as it is'); END"
    ]


def _postgresql(protection: Protection, event: str) -> list[str]:
    table, name = protection.model._meta.db_table, protection.name(event)
    refused = "RAISE EXCEPTION 'this row is kept as it is' USING ERRCODE = 'integrity_constraint_violation';"
    body, when = refused, f"WHEN ({protection.when})"
    if protection.looks_away:  # a WHEN of PostgreSQL knows the row alone
        row = "OLD" if event == "DELETE" else "NEW"
        asked = " ".join(f"IF {what} THEN {refused} END IF;" for what in ("TG_LEVEL = 'STATEMENT'", protection.when))
        body, when = f"{asked} RETURN {row};", ""
    statements = [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$',
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW {when} EXECUTE FUNCTION "{name}"()',
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


def drop_triggers(using: str = DEFAULT_DB_ALIAS, *, looking_away: bool = False) -> None:
    """Take the triggers off, or only those that look at another table. For tests that flush tables, and migrations."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for protection in _protections.values():
            table = protection.model._meta.db_table
            if table not in tables or (looking_away and not protection.looks_away):
                continue
            for event in (*protection.events, TRUNCATE):
                where = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{protection.name(event)}"{where}')


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


def drop_before_migrate(sender, using=DEFAULT_DB_ALIAS, plan=(), **_kwargs) -> None:
    """Receiver of pre_migrate; they are made again after it, also after one that failed half-way was run again."""
    if plan and connections[using].vendor == "sqlite":
        drop_triggers(using, looking_away=True)
