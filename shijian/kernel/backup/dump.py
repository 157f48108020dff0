"""The whole database as one stream of lines, with what is needed to prove later that nothing is missing."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from shijian.kernel.backup import rows as tables
from shijian.kernel.backup.errors import Damaged
from shijian.kernel.backup.rows import Row, Table

ROUND = 1 << 256


@dataclass(slots=True)
class Tally:
    """What a table holds: rows, a hash that no order of theirs changes, and the sum of each column of amounts."""

    rows: int = 0
    hash: str = ""
    sums: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def parsed(data: dict[str, Any]) -> Tally:
        """The tally that a manifest holds."""
        return Tally(data["rows"], data["hash"], data["sums"])


class Counter:
    """Tallies rows that pass by."""

    def __init__(self, table: Table) -> None:
        self._rows, self._total = 0, 0
        self._names = {place: table.columns[place] for place in table.summed}
        self._sums = dict.fromkeys(self._names, Decimal(0))

    def add(self, row: Row, line: bytes) -> None:
        """Count one row, written as `line`."""
        self._rows += 1
        self._total = (self._total + int.from_bytes(hashlib.sha256(line).digest(), "big")) % ROUND
        for place in self._sums:
            self._sums[place] += Decimal(row[place] or 0)

    @property
    def tally(self) -> Tally:
        """What was counted."""
        sums = {self._names[place]: format(value.normalize(), "f") for place, value in self._sums.items()}
        return Tally(self._rows, f"{self._total:064x}", sums)


def line_of(row: Row) -> bytes:
    """One row as a line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def tallied(table: Table, connection: BaseDatabaseWrapper) -> Tally:
    """What a table of a database holds now."""
    counter = Counter(table)
    for row in tables.read(table, connection):
        counter.add(row, line_of(row))
    return counter.tally


def write(known: list[Table], connection: BaseDatabaseWrapper, out: IO[bytes]) -> dict[str, Tally]:
    """Write every table; returns the tallies by table."""
    found = {}
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed:
        for table in known:
            packed.write(line_of(["table", table.name, table.columns]))
            counter = Counter(table)
            for row in tables.read(table, connection):
                line = line_of(row)
                counter.add(row, line)
                packed.write(line)
            found[table.name] = counter.tally
            packed.write(line_of(["end", table.name, asdict(found[table.name])]))
        packed.write(line_of(["whole", len(known)]))
    return found


Part = tuple[str, list[str], Iterator[tuple[Row, bytes]]]


def read(source: io.RawIOBase) -> Iterator[Part]:
    """Give (table, columns, rows with their lines) one after another; each is to be read to its end.

    Raises `Damaged` when the stream does not end as `write` ends it.
    """
    with gzip.GzipFile(fileobj=io.BufferedReader(source), mode="rb") as packed:
        for line in packed:
            mark, name, *rest = json.loads(line)
            if mark == "whole":
                return
            if mark != "table":
                break
            yield name, rest[0], _rows(packed)
    raise Damaged(_("The database in the backup is not whole. Use another backup."))


def _rows(packed: gzip.GzipFile) -> Iterator[tuple[Row, bytes]]:
    # A row is a list that may begin with the word "end", too; only the last line holds a tally.
    for line in packed:
        row = json.loads(line)
        if len(row) == 3 and row[0] == "end" and isinstance(row[2], dict):
            return
        yield row, line


def checked(source: io.RawIOBase, known: dict[str, Table]) -> dict[str, Tally]:
    """Read a stream to its end and tally it anew."""
    found = {}
    for name, _columns, rows in read(source):
        counter = Counter(known[name])
        for row, line in rows:
            counter.add(row, line)
        found[name] = counter.tally
    return found
