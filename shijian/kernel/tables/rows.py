"""The rows of a table below its heading, with a sentence for each cell that its program could not compute."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shijian.kernel.tables.marks import Marks, column_letters
from shijian.kernel.tables.values import text
from shijian.kernel.tables.workbook import Merge, Table, Value

SUMS = frozenset({"合计", "总计", "小计", "共计", "备注", "说明", "填表说明"})
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """The column that leads each row, those that no merged cell fills, and those that alone say nothing."""

    lead: str
    own: Collection[str]
    silent: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it stands: its number from 1 and the cells of the mapped columns by field."""

    number: int
    cells: dict[str, Value]
    broken: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell. A warning lets the row pass."""

    column: str
    message: str
    is_warning: bool = False


def read(table: Table, heading: int, mapping: Mapping[str, str], shape: Shape) -> Iterator[Raw]:
    """Give the rows below the heading: no empty rows, no titles across the sheet, no sums."""
    columns = {int(number): code for number, code in mapping.items()}
    merged = _merged(table.merges, columns, heading)
    titles = _titles(table.merges, columns, shape.lead)
    for index in range(heading + 1, len(table.rows)):
        if index in titles:
            continue
        row = table.rows[index]
        cells = {
            code: _cell(table, row, (index, at), merged if code not in shape.own else {})
            for at, code in columns.items()
        }
        broken = _broken(table.marks, index, columns)
        said = _says_something(cells, shape.silent) or broken
        if said and text(cells.get(shape.lead)).rstrip(":：") not in SUMS:
            yield Raw(index + 1, cells, broken)


def _says_something(cells: Mapping[str, Value], silent: Collection[str]) -> bool:
    return any(text(value) for code, value in cells.items() if value != "" and code not in silent)


def _cell(table: Table, row: Sequence[Value], spot: Spot, merged: Mapping[Spot, Spot]) -> Value:
    if spot in merged:
        top, left = merged[spot]
        return table.rows[top][left]
    return row[spot[1]] if spot[1] < len(row) else ""


def _merged(merges: Sequence[Merge], columns: Mapping[int, str], heading: int) -> dict[Spot, Spot]:
    """Say for each cell of a range in a mapped column where its value stands."""
    found = {}
    for (top, left), (bottom, right) in merges:
        if top <= heading:
            continue
        for column in columns.keys() & set(range(left, min(right, 100) + 1)):
            found.update({(row, column): (top, left) for row in range(top, bottom + 1)})
    return found


def _titles(merges: Sequence[Merge], columns: Mapping[int, str], lead: str) -> set[int]:
    """Rows whose cells run into one across the leading column: a title."""
    at = next(number for number, code in columns.items() if code == lead)
    return {
        row
        for (top, left), (bottom, right) in merges
        if left <= at <= right and sum(left <= column <= right for column in columns) > 1
        for row in range(top, bottom + 1)
    }


def _broken(marks: Marks, row: int, columns: Mapping[int, str]) -> dict[str, str]:
    if not marks.valueless and not marks.errors:
        return {}
    said = {}
    for at, code in columns.items():
        if (row, at) in marks.errors:
            said[code] = _("The formula here ends in an error. Correct it, or type the value.")
        elif (row, at) in marks.valueless:
            said[code] = _(
                "The formula here has no result. Open the file in Excel or WPS, save it, and upload it again."
            )
    return said


def reference(mapping: Mapping[str, str], number: int, *codes: str) -> str:
    """Name the cell (C17) in row `number` of the first of these fields that has a column; else its first cell."""
    columns = {each: int(column) for column, each in mapping.items()}
    at = next((columns[code] for code in codes if code in columns), 0)
    return f"{column_letters(at)}{number}"
