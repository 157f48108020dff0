"""Opens a roll as a table of plain values, whatever program made it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from shijian.kernel.errors import Invalid
from shijian.volunteers.imports import guard, marks
from shijian.volunteers.imports.marks import Marks

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Merge = tuple[tuple[int, int], tuple[int, int]]
MOST_SHEETS = 50


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: rows from A1, merged ranges as ((top, left), (bottom, right)) from 0."""

    rows: list[list[Value]]
    merges: list[Merge] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)


class Book:
    """An opened file."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises `Invalid` for a file that is no roll or dangerous to open."""
        self._file = file
        self._kind = guard.kind_of(file)
        self._calamine = None if self._kind == "csv" else self._open()

    @property
    def sheets(self) -> list[str]:
        """Names of the visible sheets."""
        if self._calamine is None:
            return ["CSV"]
        seen = (s.name for s in self._calamine.sheets_metadata if s.visible == SheetVisibleEnum.Visible)
        return list(seen)[:MOST_SHEETS]

    def table(self, sheet: str, *, rows: int | None = None) -> Table:
        """Read a sheet, or its first `rows`. Raises `Invalid`."""
        if self._calamine is None:
            return Table(_csv_rows(self._file)[:rows])
        try:
            content = self._calamine.get_sheet_by_name(sheet)
            values = content.to_python(skip_empty_area=False, nrows=rows)
        except CalamineError:
            raise guard.damaged() from None
        return Table(values, _merges(content), self._marks(sheet))

    def _open(self) -> CalamineWorkbook:
        if self._kind == "xlsx":
            guard.check_zip(self._file)
            marks.check_extents(self._file)
        self._file.seek(0)
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(self._file.read()))
        except PasswordError:
            raise Invalid(_("The file is protected by a password. Save it without one.")) from None
        except CalamineError:
            raise guard.damaged() from None

    def _marks(self, sheet: str) -> Marks:
        if self._kind != "xlsx" or self._calamine is None:
            return Marks()
        return marks.read(self._file, self._calamine.sheet_names.index(sheet))


def _merges(content: CalamineSheet) -> list[Merge]:
    return list(content.merged_cell_ranges or [])


def _csv_rows(file: BinaryIO) -> list[list[Value]]:
    file.seek(0)
    data = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid(_("This is not a table. Save the roll in Excel or WPS as .xlsx and choose that file."))
    delimiter = max("\t,;", key=text[:4000].count)
    rows: list[list[Value]] = [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    if len(rows) > guard.MOST_ROWS or sum(map(len, rows)) > guard.MOST_CELLS:
        raise Invalid(_("The roll is too long. Split it into several files."))
    return rows
