"""Turns the rows of a sheet into what the register keeps, with a sentence for each cell that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shijian.people.operations import Facts
from shijian.units.models import Unit
from shijian.volunteers.imports.marks import Marks, column_letters
from shijian.volunteers.imports.values import text
from shijian.volunteers.imports.week import Span
from shijian.volunteers.imports.workbook import Merge, Table, Value

OWN = frozenset({"name", "document_number", "phone"})
SUMS = frozenset({"合计", "总计", "小计", "共计", "备注", "说明", "填表说明"})
FOLLOWS = frozenset({"birth_date", "sex", "document_type"})
Spot = tuple[int, int]


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


@dataclass(slots=True)
class Parsed:
    """A row as the register would take it; `facts` is None when the row cannot be used."""

    number: int
    name: str
    unit: Unit | None = None
    facts: Facts | None = None
    volunteer: dict[str, object] = field(default_factory=dict)
    skills: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether anything but a warning was found."""
        return any(not problem.is_warning for problem in self.problems)


def read(table: Table, heading: int, mapping: Mapping[str, str]) -> Iterator[Raw]:
    """Give the rows of people below the heading: no empty rows, no titles across the sheet, no sums."""
    columns = {int(number): code for number, code in mapping.items()}
    merged = _merged(table.merges, columns, heading)
    titles = _titles(table.merges, columns)
    for index in range(heading + 1, len(table.rows)):
        if index in titles:
            continue
        row = table.rows[index]
        cells = {code: _cell(table, row, (index, at), code, merged) for at, code in columns.items()}
        broken = _broken(table.marks, index, columns)
        if (_says_something(cells) or broken) and text(cells.get("name")).rstrip(":：") not in SUMS:
            yield Raw(index + 1, cells, broken)


def _says_something(cells: Mapping[str, Value]) -> bool:
    return any(text(value) for code, value in cells.items() if value != "" and code != "unit")


def _cell(table: Table, row: Sequence[Value], spot: Spot, code: str, merged: Mapping[Spot, Spot]) -> Value:
    if code not in OWN and spot in merged:
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


def _titles(merges: Sequence[Merge], columns: Mapping[int, str]) -> set[int]:
    """Rows whose cells run into one across the name: a title, not a person."""
    at = next(number for number, code in columns.items() if code == "name")
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


def reference(code: str, number: int, mapping: Mapping[str, str]) -> str:
    """Name the cell of a field in row `number` (C17); of a field without a column the cell that it follows from."""
    columns = {each: int(column) for column, each in mapping.items()}
    at = columns.get(code, columns.get("document_number" if code in FOLLOWS else "name"))
    return f"{column_letters(columns['name'] if at is None else at)}{number}"
