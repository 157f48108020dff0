"""Append-only triggers in the words of both databases, for migrations."""

from __future__ import annotations

from typing import Any

from django.db import migrations

POSTGRES = """
CREATE OR REPLACE FUNCTION shijian_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION shijian_append_only();
"""
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


def append_only(*tables: str) -> migrations.RunPython:
    """Give the migration operation that makes the database refuse UPDATE and DELETE on `tables`."""

    def install(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for statement in _statements(schema_editor.connection.vendor, table):
                schema_editor.execute(statement, params=None)

    def remove(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for table in tables:
            names = [f"{table}_no_update", f"{table}_no_delete"]
            if vendor == "postgresql":
                schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            else:
                for name in names:
                    schema_editor.execute(f"DROP TRIGGER {name}")

    return migrations.RunPython(install, remove)


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [POSTGRES.format(table=table)]
    return [SQLITE.format(table=table, verb=verb) for verb in ("update", "delete")]
