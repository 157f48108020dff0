"""Append-only triggers in the words of both databases, for migrations; they may be installed again at any time."""

from __future__ import annotations

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
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
VERBS = ("update", "delete")


def append_only(*tables: str) -> migrations.RunPython:
    """Give the migration operation that makes the database refuse UPDATE, DELETE and TRUNCATE on `tables`."""

    def install(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for statement in _statements(schema_editor.connection.vendor, table):
                schema_editor.execute(statement, params=None)

    def remove(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for name in trigger_names(schema_editor.connection.vendor, table):
                on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

    return migrations.RunPython(install, remove)


def trigger_names(vendor: str, table: str) -> list[str]:
    """The triggers that guard an append-only table on that database."""
    if vendor == "postgresql":
        return [f"{table}_append_only", f"{table}_no_truncate"]
    return [f"{table}_no_{verb}" for verb in VERBS]


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [POSTGRES.format(table=table)]
    created = [SQLITE.format(table=table, verb=verb) for verb in VERBS]
    return [*(f"DROP TRIGGER IF EXISTS {name}" for name in trigger_names(vendor, table)), *created]
