"""Opens a roll as a table of plain values, whatever program made it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from shijian.kernel.errors import Invalid
from shijian.kernel.tables import guard, marks, old_books
from shijian.kernel.tables.marks import Marks

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Merge = tuple[tuple[int, int], tuple[int, int]]
MOST_SHEETS, MOST_MERGED, LONGEST_NAME = 50, 20_000_000, 80


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
        self._is_1904 = False
        self._calamine = None if self._kind == "csv" else self._open()

    @property
    def sheets(self) -> list[str]:
        """Names of the visible sheets."""
        if self._calamine is None:
            return ["CSV"]
        seen = (s.name for s in self._calamine.sheets_metadata if s.visible == SheetVisibleEnum.Visible)
        return [name for name in seen if len(name) <= LONGEST_NAME and "\0" not in name][:MOST_SHEETS]

    def table(self, sheet: str, *, rows: int | None = None) -> Table:
        """Read a sheet, or its first `rows`. Raises `Invalid`."""
        if self._calamine is None:
            return Table(_csv_rows(self._file)[:rows])
        with _reading():
            content = self._calamine.get_sheet_by_name(sheet)
            values = content.to_python(skip_empty_area=False, nrows=rows)
        return Table(values, _merges(content, len(values)), self._marks(sheet))

    def _open(self) -> CalamineWorkbook:
        if self._kind == "xlsx":
            guard.check_zip(self._file)
            marks.check_extents(self._file)
        self._file.seek(0)
        data = self._file.read()
        if self._kind == "xls":
            self._is_1904 = old_books.check(data)
        with _reading():
            return CalamineWorkbook.from_filelike(io.BytesIO(data))

    def _marks(self, sheet: str) -> Marks:
        if self._kind != "xlsx" or self._calamine is None:
            return Marks(is_1904=self._is_1904)
        return marks.read(self._file, self._calamine.sheet_names.index(sheet))


@contextmanager
def _reading() -> Iterator[None]:
    """Say in a sentence what the reader found; it panics, past every `Exception`, at some damaged files."""
    try:
        yield
    except PasswordError:
        raise Invalid(_("The file is protected by a password. Save it without one.")) from None
    except CalamineError:
        raise guard.damaged() from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise guard.damaged() from None


def _merges(content: CalamineSheet, height: int) -> list[Merge]:
    """Give the merged ranges as far as there are rows. Raises `Invalid` when they cover one another many times."""
    found = [
        ((top, left), (min(bottom, height - 1), right))
        for (top, left), (bottom, right) in content.merged_cell_ranges or []
        if top < height
    ]
    if sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in found) > MOST_MERGED:
        raise guard.damaged()
    return found


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
    if "\0" in text or text.count(delimiter) > guard.MOST_CELLS:
        raise guard.damaged() if "\0" in text else guard.too_wide()
    try:
        return _rows(csv.reader(io.StringIO(text, newline=None), delimiter=delimiter))
    except csv.Error:
        raise Invalid(
            _("A cell of the file is endless; perhaps a quotation mark is missing. Save the roll as .xlsx.")
        ) from None


def _rows(lines: Iterable[list[str]]) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for row in lines:
        rows.append([*row])
        if len(rows) > guard.MOST_ROWS:
            raise Invalid(_("The roll is too long. Split it into several files."))
    return rows
