"""`migrate` as Django has it, forwards in half the time (`kernel.quick_states`)."""

from __future__ import annotations

from django.core.management.commands import migrate

from shijian.kernel.quick_states import Executor

migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]


class Command(migrate.Command):
    """Bring the database to the newest form."""
