"""Append-only triggers in the words of both databases, for migrations; they may be installed again at any time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import migrations

POSTGRES = """
CREATE OR REPLACE FUNCTION shijian_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END; $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION shijian_append_only();
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION shijian_append_only();
"""
POSTGRES_LEAVING = """
CREATE OR REPLACE FUNCTION {table}_leaving() RETURNS trigger AS $$
BEGIN
IF TG_OP = 'DELETE' THEN
IF {condition} THEN RETURN OLD; END IF;
END IF;
RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END; $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_leaving();
"""
ABORT = "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
# REPLACE deletes without asking a trigger for DELETE.
SQLITE = {
    "update": "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} " + ABORT,
    "delete": "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} " + ABORT,
    "replace": "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS "  # noqa: S608 - constants
    "(SELECT 1 FROM {table} WHERE id = NEW.id) " + ABORT,
}
SQLITE_LEAVING = "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT ({condition}) " + ABORT
# A row of the audit trail may go when a note of its departure is kept and it is older than six months; then its seal.
LEAVING = {
    "kernel_auditentry": "OLD.at < {half_a_year_ago} AND EXISTS "
    "(SELECT 1 FROM kernel_auditseal s JOIN kernel_auditprune p "
    "ON s.id BETWEEN p.first_seal AND p.last_seal WHERE s.entry_id = OLD.id)",
    "kernel_auditseal": "EXISTS "
    "(SELECT 1 FROM kernel_auditprune p WHERE OLD.id BETWEEN p.first_seal AND p.last_seal) "
    "AND NOT EXISTS (SELECT 1 FROM kernel_auditentry e WHERE e.id = OLD.entry_id)",
}
HALF_A_YEAR_AGO = {"postgresql": "now() - interval '6 months'", "sqlite": "datetime('now', '-6 months')"}
GUARDED = (
    "kernel_auditentry", "kernel_auditseal", "kernel_auditroot", "kernel_auditprune", "kernel_flowlog",
    "kernel_operationkey", "kernel_policyvalue",
)  # fmt: skip
WATCHED: dict[str, set[str]] = {"postgresql": set(), "sqlite": set()}  # triggers of ledgers, by `watch`


def append_only(*tables: str) -> migrations.RunPython:
    """Give the migration operation that makes the database refuse UPDATE, DELETE and TRUNCATE on `tables`."""

    def install(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for statement in _statements(schema_editor.connection.vendor, table):
                schema_editor.execute(statement, params=None)

    def remove(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for table in tables:
            for name in trigger_names(vendor, table):
                schema_editor.execute(_drop(vendor, table, name), params=None)

    return migrations.RunPython(install, remove)


def leave_by_retention() -> migrations.RunPython:
    """Give the migration operation that lets old rows of the audit trail go, as `audit.retention` notes it."""

    def install(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for table, rule in LEAVING.items():
            condition = rule.format(half_a_year_ago=HALF_A_YEAR_AGO[vendor])
            if vendor == "postgresql":
                schema_editor.execute(POSTGRES_LEAVING.format(table=table, condition=condition), params=None)
            else:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete", params=None)
                schema_editor.execute(SQLITE_LEAVING.format(table=table, condition=condition), params=None)

    return migrations.RunPython(install, migrations.RunPython.noop)


def trigger_names(vendor: str, table: str) -> list[str]:
    """The triggers that guard an append-only table on that database."""
    if vendor == "postgresql":
        return [f"{table}_append_only", f"{table}_no_truncate"]
    return [f"{table}_no_{verb}" for verb in SQLITE]


def watch(*tables: str, postgresql: Iterable[str] = (), sqlite: Iterable[str] = ()) -> None:
    """Let `doctor` miss the triggers of append-only tables of an app, and others of each database by name."""
    for vendor, others in (("postgresql", postgresql), ("sqlite", sqlite)):
        WATCHED[vendor].update(others, *(trigger_names(vendor, table) for table in tables))


def missing(connection: Any) -> list[str]:
    """The triggers that somebody took away or switched off, by name."""
    names = {name for table in GUARDED for name in trigger_names(connection.vendor, table)}
    names |= WATCHED[connection.vendor]
    postgres = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    with connection.cursor() as cursor:
        sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        cursor.execute(postgres if connection.vendor == "postgresql" else sqlite)
        return sorted(names - {row[0] for row in cursor.fetchall()})


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [POSTGRES.format(table=table)]
    dropped = [_drop(vendor, table, name) for name in trigger_names(vendor, table)]
    return [*dropped, *(statement.format(table=table) for statement in SQLITE.values())]


def _drop(vendor: str, table: str, name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")
