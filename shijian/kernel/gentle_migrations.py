"""Migrations for a county that goes on working: what PostgreSQL would lock a table for, done beside its users.

`tools/check_migrations.py` demands these. SQLite locks for a moment whatever is done, and gets the plain deed. A
migration with `AddIndexBeside` or `AddConstraintBeside` says `atomic = False`; each may be run again after a break.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import NotSupportedError, models, transaction
from django.db.migrations.operations import AddConstraint, AddIndex

BATCH = 1000
M = TypeVar("M", bound=models.Model)


def in_batches(rows: models.QuerySet[M], size: int = BATCH) -> Iterator[models.QuerySet[M]]:
    """Give the rows some at a time, by key, each time in a transaction of its own: nobody waits longer for one.

    What was done stays done when it breaks off, so the change of a batch must bear to be made twice.
    """
    last: Any = None
    while keys := _next_keys(rows, last, size):
        with transaction.atomic(using=rows.db):
            yield rows.model._default_manager.using(rows.db).filter(pk__in=keys)
        last = keys[-1]


def _next_keys(rows: models.QuerySet[M], last: Any, size: int) -> list[Any]:
    found = rows.order_by("pk") if last is None else rows.filter(pk__gt=last).order_by("pk")
    return list(found.values_list("pk", flat=True)[:size])


class AddIndexBeside(AddIndex):
    """`AddIndex` that lets others write while it is built."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build the index; one that an earlier try left half built goes first."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        _demand_no_transaction(schema_editor)
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(self.index.name)}")
        schema_editor.add_index(model, self.index, concurrently=True)


class AddConstraintBeside(AddConstraint):
    """`AddConstraint` for a check or a unique constraint, proved over the old rows while others go on."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Add it; what an earlier try left goes first."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        _demand_no_transaction(schema_editor)
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in _statements(schema_editor, model, self.constraint):
            schema_editor.execute(statement, params=None)


def _demand_no_transaction(schema_editor: Any) -> None:
    if schema_editor.connection.in_atomic_block:
        raise NotSupportedError("say `atomic = False` in this migration")


def _statements(editor: Any, model: type[models.Model], constraint: models.BaseConstraint) -> list[str]:
    table, name = editor.quote_name(model._meta.db_table), editor.quote_name(constraint.name)
    drop = [f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}", f"DROP INDEX IF EXISTS {name}"]
    made = str(constraint.create_sql(model, editor))
    if isinstance(constraint, models.CheckConstraint):
        return [*drop, f"{made} NOT VALID", f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}"]
    if made.startswith("CREATE UNIQUE INDEX "):
        return [*drop, made.replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX CONCURRENTLY ", 1)]
    columns = made.partition(" UNIQUE ")[2]
    index = f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} {columns}"
    return [*drop, index, f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"]
