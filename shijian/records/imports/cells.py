"""Reads the times and lengths of old rolls, as people write them and as Excel keeps them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from shijian.kernel.tables import values
from shijian.kernel.tables.values import Unreadable
from shijian.kernel.tables.workbook import Value

CLOCK = re.compile(r"(?:(.*?)[\sT]+)?(\d{1,2})\s*[:时点]\s*(\d{1,2})?(?::\d{1,2})?分?")
LENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,2})?)(?:小时|个小时|h|H|分钟|分|min)?")
DAY_MINUTES = 24 * 60


def moment(value: Value | None, *, is_1904: bool) -> tuple[dt.date | None, int | None]:
    """Give day (if the cell says one) and minute of the day; (None, None) for an empty cell. Raises `Unreadable`."""
    if isinstance(value, dt.datetime):
        return value.date(), value.hour * 60 + value.minute
    if isinstance(value, dt.time):
        return None, value.hour * 60 + value.minute
    if isinstance(value, dt.timedelta):
        return None, _in_day(int(value.total_seconds() // 60))
    if isinstance(value, float) and 0 <= value < 1:
        return None, _in_day(round(value * DAY_MINUTES))
    words = unicodedata.normalize("NFKC", values.text(value))
    if not words:
        return None, None
    found = CLOCK.fullmatch(words)
    if found is None:
        raise Unreadable(_("This is not a time of day. Write it as in 09:30."))
    day, hour, minute = found.groups()
    minutes = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59:
        raise Unreadable(_("This is not a time of day. Write it as in 09:30."))
    return (values.day(day, is_1904=is_1904) if day else None), _in_day(minutes)


def length(value: Value | None, unit: int) -> int | None:
    """Give whole minutes of so many minutes (`unit` 1) or hours (60); None for an empty cell. Raises `Unreadable`."""
    if isinstance(value, dt.time):
        return value.hour * 60 + value.minute
    words = unicodedata.normalize("NFKC", values.text(value)).replace(" ", "")
    if not words:
        return None
    found = LENGTH.fullmatch(words)
    if found is None:
        raise Unreadable(_("This is not a length of time. Write a number, as in 90 minutes or 1.5 hours."))
    minutes = int(float(found[1]) * unit + 0.001)
    if minutes < 1:
        raise Unreadable(_("The time must be at least one minute."))
    return minutes


def short(value: Value | None, most: int) -> str:
    """Give a text of at most `most` characters. Raises `Unreadable` for a longer one."""
    said = values.text(value)
    if len(said) > most:
        raise Unreadable(_("At most %(number)s characters fit here.") % {"number": most})
    return said


def _in_day(minutes: int) -> int:
    if not 0 <= minutes <= DAY_MINUTES:
        raise Unreadable(_("This is not a time of day. Write it as in 09:30."))
    return minutes
