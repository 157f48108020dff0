"""The database of a backup into an empty one, of the same kind or the other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from shijian.kernel.backup import dump, rows
from shijian.kernel.backup.errors import BackupError, Damaged
from shijian.kernel.backup.rows import Table
from shijian.kernel.backup.snapshot import Migration
from shijian.kernel.quick_states import Executor


def is_empty() -> bool:
    """Whether the database holds no table at all."""
    return not connection.introspection.table_names()


def know(migrations: list[Migration]) -> None:
    """Refuse a backup that has seen migrations of which this version knows nothing. Raises `BackupError`."""
    known = MigrationExecutor(connection).loader.graph.nodes
    strange = [node for node in migrations if node not in known]
    if strange:
        words = _("This backup was made by another version (%(name)s). Install that version, then restore.")
        raise BackupError(words % {"name": ".".join(strange[-1])})


def lay_out(migrations: list[Migration]) -> None:
    """Make the tables just as they were when the backup was made."""
    executor = Executor(connection)
    seen = set(migrations)
    ends = [
        node
        for node in migrations
        if not any(
            child.key in seen and child.key[0] == node[0]
            for child in executor.loader.graph.node_map[node].children
        )
    ]
    executor.migrate(ends)
    executor.loader.build_graph()
    if missing := seen - set(executor.loader.applied_migrations):
        raise BackupError(_("The tables could not be laid out: %(name)s") % {"name": ".".join(min(missing))})


def fill(source: io.RawIOBase, known: list[Table]) -> int:
    """Put all rows in, in one transaction; returns how many. What migrations seeded makes way."""
    tables = {table.name: table for table in known}
    count = 0
    with transaction.atomic(), _triggers_asleep(known):
        for table in known:
            _clear(table)
        for name, columns, lines in dump.read(source):
            if name not in tables or columns != tables[name].columns:
                raise Damaged(_("The backup does not fit its own version: %(name)s") % {"name": name})
            count += rows.write(tables[name], (row for row, _line in lines), connection)
        _continue_numbers(known)
    return count


def _clear(table: Table) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")  # noqa: S608 - our own tables


@contextmanager
def _triggers_asleep(known: list[Table]) -> Iterator[None]:
    """Rules that watch steps of life, such as append-only, have no say in what was lived already."""
    sleep, wake = (_postgresql if connection.vendor == "postgresql" else _sqlite)(known)
    for statement in sleep:
        _run(statement)
    yield
    for statement in wake:
        _run(statement)


def _postgresql(known: list[Table]) -> tuple[list[str], list[str]]:
    names = [connection.ops.quote_name(table.name) for table in known]
    sleep = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names]
    # Pending checks of foreign keys would keep the tables from being altered again.
    wake = ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names)]
    return sleep, wake


def _sqlite(known: list[Table]) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
        found = cursor.fetchall()
    return [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _sql in found], [
        sql for _name, sql in found
    ]


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, None)


def _continue_numbers(known: list[Table]) -> None:
    """Have the next row of each table take the next number."""
    models = [table.fields[0].model for table in known]
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        _run(statement)


def wipe() -> None:
    """Remove every table: only for a place that was empty before we came."""
    quote = connection.ops.quote_name
    if connection.vendor == "postgresql":
        for name in connection.introspection.table_names():
            _run(f"DROP TABLE IF EXISTS {quote(name)} CASCADE")
        _drop_functions()
    else:
        _wipe_sqlite()


def _drop_functions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        names = [row[0] for row in cursor.fetchall()]
    for name in names:
        _run(f"DROP FUNCTION {name} CASCADE")


def _wipe_sqlite() -> None:
    from pathlib import Path

    name = str(connection.settings_dict["NAME"])
    connection.close()
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(name + suffix).unlink(missing_ok=True)
