"""Turns the rows of a roll into what the register keeps, with a sentence for each cell that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shijian.kernel.tables import rows
from shijian.kernel.tables.rows import Problem, Raw, Shape
from shijian.kernel.tables.workbook import Table
from shijian.people.operations import Facts
from shijian.units.models import Unit
from shijian.volunteers.imports.week import Span

__all__ = ["Parsed", "Problem", "Raw", "read", "reference"]

PERSON = Shape("name", own=frozenset({"name", "document_number", "phone"}), silent=frozenset({"unit"}))
FOLLOWS = frozenset({"birth_date", "sex", "document_type"})


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
    """Give the rows of people below the heading."""
    return rows.read(table, heading, mapping, PERSON)


def reference(code: str, number: int, mapping: Mapping[str, str]) -> str:
    """Name the cell of a field in row `number` (C17); of a field without a column the cell that it follows from."""
    return rows.reference(mapping, number, code, "document_number" if code in FOLLOWS else "name", "name")
