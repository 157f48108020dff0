"""Triggers of SQLite over several tables: away while migrations run, back afterwards.

SQLite refuses to rename a table while a trigger elsewhere names it, and Django remakes tables by renaming. An app whose
migrations give PostgreSQL such triggers attaches the same rules for SQLite here, in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True, slots=True)
class Guards:
    """The names of triggers, the tables that they need, and the statements that make them (IF NOT EXISTS)."""

    names: tuple[str, ...]
    tables: frozenset[str]
    statements: Callable[[], Iterable[str]]

    def attach(self, app: AppConfig) -> None:
        """Follow the migrations of an app."""
        pre_migrate.connect(self.drop, sender=app, weak=False, dispatch_uid=f"{app.label}.guards.drop")
        post_migrate.connect(self.install, sender=app, weak=False, dispatch_uid=f"{app.label}.guards.install")

    def drop(self, using: str, **_signal: Any) -> None:
        """Before migrations: take the triggers away."""
        if connections[using].vendor != "sqlite":
            return
        with connections[using].cursor() as cursor:
            for name in self.names:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")

    def install(self, using: str, **_signal: Any) -> None:
        """After migrations: bring them back as soon as all their tables are there."""
        connection = connections[using]
        if connection.vendor != "sqlite" or not set(connection.introspection.table_names()) >= self.tables:
            return
        with connection.cursor() as cursor:
            for statement in self.statements():
                cursor.execute(statement)
