"""Reads single cells: what offices write, and what Excel made of it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from shijian.kernel.tables.workbook import Value

HALF = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\0"))
CLEAN = HALF | INVISIBLE
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,3}", re.IGNORECASE)
DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:\s+0{1,2}:00(?::00)?)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"\d{4}\s*[-./年]?\s*\d{1,2}\s*月?")
SHORT_YEAR = re.compile(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
EXACT = 10**15
EPOCH_1900, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
LAST_SERIAL = 80_000


class Unreadable(Exception):
    """A cell that says nothing that can be used; the message is for the person."""


def text(value: Value | None) -> str:
    """Give a cell as text: half-width letters and digits, single blanks, whole numbers without a point."""
    if isinstance(value, str):
        return " ".join(value.translate(CLEAN).split())
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def name(value: Value | None) -> str:
    """Give a name; blanks that only spread Chinese characters are dropped."""
    words = text(value)
    han = all(unicodedata.category(char) == "Lo" and char >= "\u3400" for char in words if char != " ")
    return words.replace(" ", "") if han else words


def number(value: Value | None) -> str:
    """Give an identity or phone number as text. Raises `Unreadable` when Excel or a mask destroyed it."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= EXACT:
        raise Unreadable(_damaged())
    words = unicodedata.normalize("NFKC", text(value)).lstrip("'`’").strip()
    if SCIENTIFIC.fullmatch(words):
        raise Unreadable(_damaged())
    if "*" in words:
        raise Unreadable(_("The number is masked. The whole number is needed."))
    return words


def _damaged() -> str:
    return _(
        "Excel has damaged this number: of a number it keeps 15 digits. Make the column a text column and type it anew."
    )


def day(value: Value | None, *, is_1904: bool = False) -> dt.date | None:
    """Give a date; None for an empty cell. Raises `Unreadable`."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 < value < LAST_SERIAL
        and value not in range(1850, 2101)
        and not _is_month(value)
    ):
        return serial(int(value), is_1904=is_1904)
    return _written(unicodedata.normalize("NFKC", text(value)), is_1904=is_1904)


def serial(count: int, *, is_1904: bool) -> dt.date:
    """Give the day that Excel counts as `count`; in the 1900 system day 60 never was."""
    if is_1904:
        return EPOCH_1904 + dt.timedelta(count)
    return EPOCH_1900 + dt.timedelta(count + (count < 60))


def _is_month(value: float) -> bool:
    """1990.1 stands for a month that Excel took for a number."""
    return not float(value).is_integer() and 1850 <= value <= 2100 and round(value, 2) == value


def _written(words: str, *, is_1904: bool) -> dt.date | None:
    if not words:
        return None
    found = DAY.fullmatch(words) or COMPACT.fullmatch(words)
    if found:
        try:
            return dt.date(*map(int, found.groups()))
        except ValueError:
            raise Unreadable(_("There is no such day.")) from None
    if re.fullmatch(r"\d{5}", words):
        return serial(int(words), is_1904=is_1904)
    if SHORT_YEAR.fullmatch(words):
        raise Unreadable(_("Write the year with four digits, as in 1990-01-02."))
    if MONTH.fullmatch(words):
        raise Unreadable(_("The day is missing. Write year, month and day, as in 1990-01-02."))
    raise Unreadable(_("This is not a date. Write it as in 1990-01-02."))
