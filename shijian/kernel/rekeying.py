"""Bringing every encrypted column under the newest field key while the system runs.

Rows are changed in small transactions and only where they still hold what was read, so that a write that comes between
wins. What is under the newest key already is skipped: after a kill the next run goes on where the last one stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit, crypto, keyring
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.operation import operation

BATCH = 500
Step = Callable[[int], Iterator[int]]
# Secrets inside other values, such as the JSON of a library: name -> a walk that yields the rows done, batch by batch.
INSIDE: dict[str, Step] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """One encrypted column."""

    table: str
    key: str
    name: str
    purpose: str


def columns() -> list[Column]:
    """Every encrypted column of every installed model."""
    return [
        Column(model._meta.db_table, str(model._meta.pk.column), str(field.column), field.bound_to)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def due(column: Column) -> int:
    """How many rows of a column are not under the newest key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) {_stale(column)}", [_mark()])
        return int(cursor.fetchone()[0])


def run(*, batch: int = BATCH) -> Iterator[tuple[str, int]]:
    """Encrypt again what is due; yields the name of each place with the rows done, batch by batch."""
    for column in columns():
        while done := _step(column, batch):
            yield f"{column.table}.{column.name}", done
    for name, walk in INSIDE.items():
        yield from ((name, done) for done in walk(batch))


def renewed(value: Any, purpose: str) -> Any:
    """A JSON value with every secret in it under the newest key; the same object when none was due."""
    if isinstance(value, dict):
        fresh: Any = {key: renewed(inner, purpose) for key, inner in value.items()}
    elif isinstance(value, list):
        fresh = [renewed(inner, purpose) for inner in value]
    elif isinstance(value, str) and value.startswith(f"{crypto.SCHEME}:") and not crypto.is_current(value):
        return crypto.encrypt(crypto.decrypt(value, purpose), purpose)
    else:
        return value
    return value if fresh == value else fresh


def holders(key_id: str) -> list[str]:
    """Columns of the whole database, encrypted or not, in which something is under that key."""
    text = f"%{crypto.SCHEME}:{key_id}:%"
    kinds = (models.CharField, models.TextField, models.JSONField)
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_concrete_fields:
                if isinstance(field, kinds) and model._meta.managed:
                    name, table = _quoted(str(field.column)), _quoted(model._meta.db_table)
                    cursor.execute(
                        f"SELECT 1 FROM {table} WHERE CAST({name} AS TEXT) LIKE %s LIMIT 1",  # noqa: S608
                        [text],
                    )
                    if cursor.fetchone():
                        found.append(f"{model._meta.label}.{field.name}")
    return found


@operation
def rotate_fields(*, actor: Actor) -> str:
    """Encrypt fields under a new key from now on; earlier ones still open what they closed. Returns its id."""
    fresh = crypto.rotate()
    audit.record("key.rotate", actor=actor, changes={"fields": [None, fresh]})
    return fresh


@operation
def drop_field_key(key_id: str, *, actor: Actor) -> None:
    """Forget an earlier field key. Raises `Conflict` for the newest one, and while anything is under it.

    A backup that was made under it needs the keys that were kept with that backup.
    """
    ids = [key.id for key in keyring.field_keys()]
    if key_id not in ids[1:]:
        raise Conflict(_("There is no earlier key of this name."))
    if held := holders(key_id):
        raise Conflict(_("Still under this key: %(columns)s") % {"columns": ", ".join(held)})
    audit.record("key.drop", actor=actor, changes={"fields": [key_id, None]})
    keyring.remove_field_key(key_id)


def _step(column: Column, batch: int) -> int:
    table, key, name = _quoted(column.table), _quoted(column.key), _quoted(column.name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {name} {_stale(column)} ORDER BY {key} LIMIT {int(batch)}",
            [_mark()],
        )
        rows: list[tuple[Any, str]] = cursor.fetchall()
        for pk, old in rows:
            fresh = crypto.encrypt(crypto.decrypt(old, column.purpose), column.purpose)
            cursor.execute(
                f"UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s",  # noqa: S608
                [fresh, pk, old],
            )
    return len(rows)


def _stale(column: Column) -> str:
    name = _quoted(column.name)
    return f"FROM {_quoted(column.table)} WHERE {name} IS NOT NULL AND {name} <> '' AND {name} NOT LIKE %s"


def _mark() -> str:
    return f"{crypto.SCHEME}:{keyring.field_keys()[0].id}:%"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


@operation
def rotate_signing(*, actor: Actor) -> str:
    """Sign with a new key from now on and note it; returns its id."""
    fresh = crypto.rotate_signing()
    audit.record("key.rotate", actor=actor, changes={"signing": [None, fresh]})
    return fresh
