"""Rows of a table in words that SQLite and PostgreSQL share, so that one backup fits both.

A stored value goes as it lies in the database: what is encrypted stays encrypted. Moments go as UTC in ISO 8601,
JSON as text with sorted keys, bytes as base64, decimals and UUIDs as text.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

BATCH = 2000
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name and the fields of its columns, the key first."""

    name: str
    fields: tuple[Any, ...]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [field.column for field in self.fields]

    @property
    def summed(self) -> list[int]:
        """Places of the columns that hold amounts: whole numbers and decimals that are no keys."""
        return [place for place, field in enumerate(self.fields) if _is_amount(field)]


def table_of(model: type[Model]) -> Table:
    """The table of a model, without columns that the database computes."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return Table(model._meta.db_table, tuple(fields))


def read(table: Table, connection: BaseDatabaseWrapper) -> Iterator[Row]:
    """Every row, in words. No order: a hash over all of them must not depend on one."""
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, table.columns))
    makers = [_reader(field, table.name, connection) for field in table.fields]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {quote(table.name)}")  # noqa: S608 - names of our own tables
        while batch := cursor.fetchmany(BATCH):
            for row in batch:
                yield [make(value) for make, value in zip(makers, row, strict=True)]


def _reader(field: Any, table: str, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    column = field.get_col(table)
    converters = connection.ops.get_db_converters(column)
    sort = kind_of(field)

    def make(value: Any) -> Any:
        for converter in converters:
            value = converter(value, column, connection)
        return None if value is None else _worded(value, sort)

    return make


def kind_of(field: Field[Any, Any]) -> str:
    """The kind of the value itself: that of the far end for a foreign key."""
    while field.remote_field is not None and hasattr(field, "target_field"):
        field = field.target_field
    return field.get_internal_type()


def _worded(value: Any, sort: str) -> Any:  # noqa: PLR0911 - one line a kind
    if sort == "JSONField":
        plain = json.loads(value) if isinstance(value, str) else value
        return json.dumps(plain, sort_keys=True, ensure_ascii=False)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value // dt.timedelta(microseconds=1)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if sort == "BooleanField":
        return bool(value)
    return str(value) if isinstance(value, Decimal | uuid.UUID) else value


def write(table: Table, rows: Iterator[Row], connection: BaseDatabaseWrapper) -> int:
    """Put the rows in, in the caller's transaction; returns how many."""
    makers = [_writer(field, connection) for field in table.fields]
    values = ([make(value) for make, value in zip(makers, row, strict=True)] for row in rows)
    return (_copy if connection.vendor == "postgresql" else _insert)(table, values, connection)


def _copy(table: Table, values: Iterator[Row], connection: BaseDatabaseWrapper) -> int:
    count, quote = 0, connection.ops.quote_name
    columns = ", ".join(map(quote, table.columns))
    statement = f"COPY {quote(table.name)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)
            count += 1
    return count


def _insert(table: Table, values: Iterator[Row], connection: BaseDatabaseWrapper) -> int:
    count, quote = 0, connection.ops.quote_name
    columns, places = ", ".join(map(quote, table.columns)), ", ".join(["%s"] * len(table.fields))
    statement = f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})"  # noqa: S608 - our own tables
    with connection.cursor() as cursor:
        batch: list[Sequence[Any]] = []
        for row in values:
            batch.append(row)
            count += 1
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)
    return count


def _writer(field: Any, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    make = _makers(field, connection).get(kind_of(field))
    if make is None:
        return lambda value: value
    return lambda value: None if value is None else make(value)


def _makers(field: Any, connection: BaseDatabaseWrapper) -> dict[str, Callable[[Any], Any]]:
    ops, native = connection.ops, connection.features.has_native_uuid_field
    return {
        "DateTimeField": lambda text: ops.adapt_datetimefield_value(dt.datetime.fromisoformat(text)),
        "DateField": lambda text: ops.adapt_datefield_value(dt.date.fromisoformat(text)),
        "TimeField": lambda text: ops.adapt_timefield_value(dt.time.fromisoformat(text)),
        "DurationField": lambda number: (
            dt.timedelta(microseconds=number) if connection.features.has_native_duration_field else number
        ),
        "DecimalField": lambda text: ops.adapt_decimalfield_value(
            Decimal(text), field.max_digits, field.decimal_places
        ),
        "JSONField": lambda text: ops.adapt_json_value(json.loads(text), None),
        "UUIDField": lambda text: uuid.UUID(text) if native else uuid.UUID(text).hex,
        "BinaryField": base64.b64decode,
        "GenericIPAddressField": ops.adapt_ipaddressfield_value,
    }


def _is_amount(field: Any) -> bool:
    if field.primary_key or field.is_relation or field.choices or field.column.endswith("_id"):
        return False
    return kind_of(field).endswith("IntegerField") or kind_of(field) == "DecimalField"
