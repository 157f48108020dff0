"""One consistent look at the database while others read and write."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps.registry import Apps
from django.db import connection as default
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from shijian.kernel.backup.rows import Table, table_of

LEFT_OUT = frozenset({"django_session"})  # who is logged in: a stolen backup shall open no session
Migration = tuple[str, str]


@contextmanager
def taken() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own inside one read-only transaction; nobody waits for it, and it waits for nobody.

    SQLite in WAL mode and PostgreSQL at REPEATABLE READ both show the state of the first read until the end.
    """
    settings = copy.deepcopy(default.settings_dict)
    settings["CONN_MAX_AGE"] = 0
    wrapper = import_string(f"{settings['ENGINE']}.base.DatabaseWrapper")(settings, alias="backup")
    begin = "BEGIN" if wrapper.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    try:
        with wrapper.cursor() as cursor:
            cursor.execute(begin)
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
        wrapper.in_atomic_block = (
            True  # chunked cursors on PostgreSQL need to know that there is a transaction
        )
        yield wrapper
    finally:
        wrapper.in_atomic_block = False
        wrapper.close()


def applied(connection: BaseDatabaseWrapper) -> list[Migration]:
    """The migrations that this database has seen, sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [(str(app), str(name)) for app, name in cursor.fetchall()]


def tables(migrations: list[Migration]) -> list[Table]:
    """The tables as these migrations leave them, whatever the code of today says about them; by name."""
    loader = MigrationLoader(None)
    nodes = [node for node in migrations if node in loader.graph.nodes]
    state: Apps = loader.project_state(nodes).apps
    models = [model for model in state.get_models(include_auto_created=True) if model._meta.managed]
    found = {model._meta.db_table: table_of(model) for model in models if not model._meta.proxy}
    return [found[name] for name in sorted(found) if name not in LEFT_OUT]
