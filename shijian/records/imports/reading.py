"""Turns the rows of a table of older hours into spans, with a sentence for each cell that cannot be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.errors import Invalid
from shijian.kernel.tables import values
from shijian.kernel.tables.headings import Heading
from shijian.kernel.tables.rows import Problem, Raw, Shape, read
from shijian.kernel.tables.values import Unreadable
from shijian.kernel.tables.workbook import Book, Table, Value
from shijian.records.imports import cells
from shijian.records.imports.columns import VOCABULARY

T = TypeVar("T")
OWN = frozenset({"number", "name", "phone", "start", "end", "minutes", "hours", "reference"})
TEXTS = {"content": 200, "place": 200, "system": 60, "reference": 80, "note": 200}


@dataclass(slots=True)
class Line:
    """A row as far as it could be read; `minutes` is what it claims, `start` and `end` are minutes of the day.

    Only `volunteer_id` is kept of who is meant.
    """

    number: int
    who: tuple[str, str, str] = ("", "", "")
    day: dt.date | None = None
    start: int | None = None
    end: int | None = None
    minutes: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    volunteer_id: int | None = None
    key: str = ""
    span: tuple[dt.datetime, dt.datetime] | None = None

    @property
    def times_known(self) -> bool:
        """Whether the table says when it began."""
        return self.start is not None

    def refuse(self, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(column, message))


def heading_of(book: Book) -> Heading:
    """Find the row whose cells name the columns, or what looks most like it. Raises `Invalid`."""
    heading = VOCABULARY.likely(book)
    if heading is None:
        raise Invalid(fields={"file": _("No row with headings was found in the first 30 rows of the file.")})
    return heading


def demand_rows(table: Table, heading_row: int) -> None:
    """Raise `Invalid` where nothing stands below the headings."""
    if not any(cell != "" for row in table.rows[heading_row + 1 :] for cell in row):
        raise Invalid(fields={"file": _("Below the headings the file has no rows.")})


def lines(table: Table, heading_row: int, mapping: Mapping[str, str], most: int) -> list[Line]:
    """Give the rows of a table by {column: field}. Raises `Invalid` for one without rows, or with more than `most`."""
    lead = "number" if "number" in mapping.values() else "name"
    raws = list(read(table, heading_row, mapping, Shape(lead, OWN)))
    if not raws:
        raise Invalid(fields={"file": _("Below the headings the file has no rows.")})
    if len(raws) > most:
        raise Invalid(fields={"file": _("The file has more than %(most)s rows. Split it.") % {"most": most}})
    return [_line(raw, is_1904=table.marks.is_1904) for raw in raws]


def _line(raw: Raw, *, is_1904: bool) -> Line:
    line = Line(raw.number)
    line.problems.extend(Problem(code, message) for code, message in raw.broken.items())
    found = {code: "" if code in raw.broken else value for code, value in raw.cells.items()}
    line.who = (
        _try(line, "number", found, values.number) or "",
        values.name(found.get("name")),
        _try(line, "phone", found, values.number) or "",
    )
    line.texts = {
        code: _try(line, code, found, lambda value, most=most: cells.short(value, most)) or ""  # type: ignore[misc]
        for code, most in TEXTS.items()
    }
    _times(line, found, is_1904)
    if not line.texts["content"] and "content" not in {each.column for each in line.problems}:
        line.refuse("content", _("Say what was done."))
    return line


def _times(line: Line, found: Mapping[str, Value], is_1904: bool) -> None:
    day = _try(line, "day", found, lambda value: _day(value, is_1904))
    begun, line.start = _try(line, "start", found, lambda v: cells.moment(v, is_1904=is_1904)) or (None, None)
    ended, line.end = _try(line, "end", found, lambda v: cells.moment(v, is_1904=is_1904)) or (None, None)
    line.day = day or begun
    short = _try(line, "minutes", found, lambda value: cells.length(value, 1))
    said = short or _try(line, "hours", found, lambda value: cells.length(value, 60))
    if any(each.column in ("day", "start", "end", "minutes", "hours") for each in line.problems):
        return
    if line.day is None:
        line.refuse("day", _("The day is missing."))
    elif {begun, ended} - {None, line.day}:
        line.refuse("end", _("Beginning and end must lie on the day of the row."))
    elif line.end is not None and line.start is None:
        line.refuse("start", _("When did it begin?"))
    else:
        _measure(line, said)


def _measure(line: Line, said: int | None) -> None:
    """Never more than the times say, and never more than the length says."""
    between = line.end - line.start if line.start is not None and line.end is not None else None
    if between is not None and between < 1:
        line.refuse("end", _("The service ends before it starts."))
    elif between is None and said is None:
        line.refuse("minutes", _("Neither the length nor beginning and end are there."))
    elif between is not None and said is not None and said > between:
        line.refuse("minutes", _("The length is more than lies between beginning and end."))
    else:
        line.minutes = said or between or 0


def _day(value: Value, is_1904: bool) -> dt.date | None:
    day = values.day(value, is_1904=is_1904)
    if day is not None and day > clock.today():
        raise Unreadable(_("This day is still to come."))
    return day


def _try(line: Line, code: str, found: Mapping[str, Value], reader: Callable[[Value], T]) -> T | None:
    try:
        return reader(found.get(code, ""))
    except Unreadable as error:
        line.refuse(code, str(error))
        return None
