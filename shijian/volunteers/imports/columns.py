"""Finds the heading of a roll and says what each column holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.kernel.errors import Invalid
from shijian.volunteers.imports import fields
from shijian.volunteers.imports.values import text
from shijian.volunteers.imports.workbook import Book, Table, Value

LOOK = 30
MOST_COLUMNS = 100
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """The row (from 0) whose cells name the columns."""

    sheet: str
    row: int
    titles: list[str]
    hidden: list[int]

    @property
    def fingerprint(self) -> str:
        """Equal for rolls with the same columns."""
        return hashlib.sha256("\n".join(map(fields.plain, self.titles)).encode()).hexdigest()[:32]


def find(book: Book, sheet: str = "") -> Heading:
    """Find the heading in `sheet`, or in the sheet that looks most like a roll. Raises `Invalid`."""
    names = [sheet] if sheet in book.sheets else book.sheets
    found = [best(name, book.table(name, rows=LOOK)) for name in names]
    score, heading = max(found, key=lambda pair: pair[0], default=(0, None))
    if heading is None or score < ENOUGH:
        raise Invalid(
            _("No row with headings such as 姓名 and 手机 was found in the first 30 rows of the file.")
        )
    return heading


def best(sheet: str, table: Table) -> tuple[int, Heading | None]:
    """Give the row with most known headings, and how many it has."""
    rows = [row[:MOST_COLUMNS] for row in filled(table, LOOK)]
    scored = [
        (len(set(map(fields.guess, map(text, row))) - {""}), -number) for number, row in enumerate(rows)
    ]
    if not scored:
        return 0, None
    score, number = max(scored)
    titles = list(map(text, rows[-number]))
    hidden = sorted(column for column in table.marks.hidden if column < len(titles))
    return score, Heading(sheet, -number, titles, hidden)


def filled(table: Table, most: int) -> list[list[Value]]:
    """Copy the first rows with every merged cell repeating the value of its range."""
    rows = [list(row) for row in table.rows[:most]]
    for (top, left), (bottom, right) in table.merges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows


def mapping(titles: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Say which field each column holds, by memory, then by its words; no field twice."""
    chosen: dict[str, str] = {}
    for number, title in enumerate(titles):
        code = remembered.get(fields.plain(title), fields.guess(title))
        if code in fields.BY_CODE and code not in chosen.values():
            chosen[str(number)] = code
    return chosen


def problems(chosen: Mapping[str, str]) -> str:
    """Say what is missing in a mapping; "" when it can be used."""
    codes = list(chosen.values())
    if len(codes) != len(set(codes)):
        return _("Two columns cannot hold the same thing.")
    if "name" not in codes:
        return _("Say which column holds the name.")
    if not {"document_number", "birth_date"} & set(codes):
        return _(
            "Say which column holds the identity number or the date of birth; the age decides what somebody may do."
        )
    return ""
