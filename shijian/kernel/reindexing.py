"""A new key for the blind indexes: every index that has its value beside it is computed anew, in one transaction.

The new key waits in `index.next` until the transaction is committed, then takes the place of the old one. A run that
was killed is started again: before the commit nothing has changed, after it only the key still has to move up. Indexes
whose value is kept nowhere, such as those of codes, are found under the earlier keys until no such row is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, crypto, keyring
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict
from shijian.kernel.operation import hold, operation

BATCH = 500


@dataclass(frozen=True, slots=True)
class IndexColumn:
    """A blind index and what it is of. `value` gives it from a row, None where it is kept nowhere.

    Rows without a value say in `made` when they were written, so that an earlier key can go after them.
    """

    model: str
    name: str
    purpose: str
    value: Callable[[Any], str | None] | None = None
    made: str = ""
    along: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Model and column."""
        return f"{self.model}.{self.name}"

    def rows(self) -> Any:
        """Rows that have an index."""
        found = apps.get_model(self.model)._default_manager.order_by("pk")
        found = found.select_related(*self.along) if self.along else found
        return found.exclude(**{self.name: ""}).exclude(**{f"{self.name}__isnull": True})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one column: rows under the new key, and keys of rows whose index is not that of their value."""

    column: IndexColumn
    done: int
    strays: tuple[int, ...]


COLUMNS: list[IndexColumn] = []


@operation
def recompute(*, actor: Actor) -> list[Outcome]:
    """Bring every index under the key that waits, which is made when there is none; all of them or none."""
    hold("reindex")
    outcomes = _columns([keyring.index_key(), *_earlier()], keyring.next_index_key())
    changes = {each.column.label: [0, each.done] for each in outcomes if each.done}
    audit.record("key.rotate", actor=actor, changes={"index": [None, "new"], **changes})
    return outcomes


def rotate(*, actor: Actor) -> list[Outcome]:
    """Give the indexes a new key; goes on where a killed run stopped. Best while nobody works.

    Whoever works meanwhile is not found by a number for a moment; what is written then is swept up at the end.
    """
    outcomes = recompute(actor=actor)
    keyring.promote_index_key(clock.now())
    swept = sweep()
    return [
        Outcome(each.column, each.done + after.done, after.strays)
        for each, after in zip(outcomes, swept, strict=True)
    ]


@transaction.atomic
def sweep() -> list[Outcome]:
    """Bring what was written under an earlier key in the last moment under the present one."""
    return _columns(_earlier(), keyring.index_key())


def under_earlier(ended: dt.datetime) -> list[str]:
    """Columns in which a row may still be under a key that ended at that moment."""
    columns = [column for column in COLUMNS if column.value is None]
    return [each.label for each in columns if each.rows().filter(**{f"{each.made}__lte": ended}).exists()]


@operation
def drop_index_keys(*, actor: Actor) -> int:
    """Forget the earlier keys; returns how many. Raises `Conflict` while a row may be under one of them."""
    keys = keyring.earlier_index_keys()
    held = sorted({label for key in keys for label in under_earlier(key.ended)})
    if held:
        raise Conflict(_("Still under this key: %(columns)s") % {"columns": ", ".join(held)})
    audit.record("key.drop", actor=actor, changes={"index": [len(keys), 0]})
    keyring.forget_index_keys()
    return len(keys)


def _earlier() -> list[bytes]:
    return [key.secret for key in keyring.earlier_index_keys()]


def _columns(old: list[bytes], new: bytes) -> list[Outcome]:
    return [_column(column, old, new) for column in COLUMNS if column.value is not None]


def _column(column: IndexColumn, old: list[bytes], new: bytes) -> Outcome:
    done, strays = 0, list[int]()
    for batch in _batches(column):
        moved = [row for row in batch if _move(column, row, old, new, strays)]
        apps.get_model(column.model)._default_manager.bulk_update(moved, [column.name])
        done += len(moved)
    return Outcome(column, done, tuple(strays))


def _move(column: IndexColumn, row: Any, old: list[bytes], new: bytes, strays: list[int]) -> bool:
    """Set the index under the new key; false when it is there already, or is of another value than the row has."""
    value = (column.value(row) if column.value else "") or ""
    was, becomes = getattr(row, column.name), crypto.blind_index(value, column.purpose, new)
    if was == becomes:
        return False
    if was not in [crypto.blind_index(value, column.purpose, key) for key in old]:
        strays.append(int(row.pk))
        return False
    setattr(row, column.name, becomes)
    return True


def _batches(column: IndexColumn) -> Iterator[list[Any]]:
    last = 0
    while batch := list(column.rows().filter(pk__gt=last).select_for_update(of=("self",))[:BATCH]):
        last = batch[-1].pk
        yield batch
