"""Finds the heading of a table and says what each column holds, by the words under which offices write it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from shijian.kernel.tables.values import text
from shijian.kernel.tables.workbook import Book, Table, Value

LOOK = 30
MOST_COLUMNS = 100
ENOUGH = 2
NOISE = re.compile(r"[\s:：*＊★、/\\_\-—]|[（(](?:必填|选填|可选|单选|多选|必选|如有)[^）)]*[）)]")


@dataclass(frozen=True, slots=True)
class Field:
    """A column that an import understands; the first word heads it in exports."""

    code: str
    label: str | Promise
    words: tuple[str, ...]
    width: int = 12


@dataclass(frozen=True, slots=True)
class Heading:
    """The row (from 0) whose cells name the columns."""

    sheet: str
    row: int
    titles: list[str]
    hidden: list[int]
    kind: str = ""

    @property
    def fingerprint(self) -> str:
        """Equal for tables of one kind with the same columns."""
        words = [*filter(None, [self.kind]), *map(plain, self.titles)]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def plain(header: str) -> str:
    """Bring a heading into the form in which headings are compared."""
    words = NOISE.sub("", unicodedata.normalize("NFKC", NOISE.sub("", header)))
    return words.replace("(", "").replace(")", "").casefold()


class Vocabulary:
    """The columns that one kind of table may have."""

    def __init__(self, fields: Sequence[Field], kind: str = "") -> None:
        """Learn the words of the fields."""
        self.kind = kind
        self.by_code = {field.code: field for field in fields}
        self._known = {plain(word): field.code for field in fields for word in field.words}

    def guess(self, header: str) -> str:
        """Give the code of the field that a heading means; "" when it says nothing to us."""
        words = plain(header)
        if not words or words in self._known:
            return self._known.get(words, "")
        parts = [word for word in self._known if len(word) > 2 and word in words]
        return self._known[max(parts, key=len)] if parts and len(words) <= 16 else ""

    def find(self, book: Book, sheet: str = "") -> Heading | None:
        """Find the heading in `sheet`, or in the sheet that looks most like such a table."""
        names = [sheet] if sheet in book.sheets else book.sheets
        found = [self._best(name, book.table(name, rows=LOOK)) for name in names]
        score, heading = max(found, key=lambda pair: pair[0], default=(0, None))
        return heading if score >= ENOUGH else None

    def likely(self, book: Book, sheet: str = "") -> Heading | None:
        """Find the heading; where none says anything to us, the first row with two texts in a row of words."""
        if found := self.find(book, sheet):
            return found
        names = [sheet] if sheet in book.sheets else book.sheets
        found_rows = (
            self._heading(name, table, number)
            for name in names
            for table in [book.table(name, rows=LOOK)]
            for number, row in enumerate(_filled(table, LOOK))
            if sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) >= ENOUGH
        )
        return next(found_rows, None)

    def at(self, book: Book, sheet: str, number: int) -> Heading | None:
        """Take a row (from 0) of a sheet as the heading, whatever it says; None for one that is not there or empty."""
        table = book.table(sheet, rows=LOOK) if sheet in book.sheets else Table([])
        if not 0 <= number < len(table.rows):
            return None
        found = self._heading(sheet, table, number)
        return found if any(found.titles) else None

    def mapping(self, titles: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
        """Say which field each column holds, by memory, then by its words; no field twice."""
        chosen: dict[str, str] = {}
        for number, title in enumerate(titles):
            code = remembered.get(plain(title), self.guess(title))
            if code in self.by_code and code not in chosen.values():
                chosen[str(number)] = code
        return chosen

    def _best(self, sheet: str, table: Table) -> tuple[int, Heading | None]:
        """Give the row with most known headings, and how many it has."""
        rows = [row[:MOST_COLUMNS] for row in _filled(table, LOOK)]
        scored = [
            (len(set(map(self.guess, map(text, row))) - {""}), -number) for number, row in enumerate(rows)
        ]
        if not scored:
            return 0, None
        score, number = max(scored)
        return score, self._heading(sheet, table, -number)

    def _heading(self, sheet: str, table: Table, number: int) -> Heading:
        titles = [text(cell) for cell in _filled(table, LOOK)[number][:MOST_COLUMNS]]
        hidden = sorted(column for column in table.marks.hidden if column < len(titles))
        return Heading(sheet, number, titles, hidden, self.kind)


def _filled(table: Table, most: int) -> list[list[Value]]:
    """Copy the first rows with every merged cell repeating the value of its range."""
    rows = [list(row) for row in table.rows[:most]]
    for (top, left), (bottom, right) in table.merges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows
