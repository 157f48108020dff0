"""The week in 21 spans: a morning, an afternoon and an evening of each day, by the county's clock."""

from __future__ import annotations

import datetime as dt

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import clock, words
from shijian.matching.week import Flags, Floats, Ints, Masks

DAY, WEEK = 24 * 60, 7 * 24 * 60
PARTS = ((0, 12 * 60), (12 * 60, 18 * 60), (18 * 60, DAY))
COUNT = 7 * len(PARTS)
# So many minutes of a span somebody has to be free in, to count as free in it.
ENOUGH = 60
PART_WORDS = (
    gettext_lazy("in the morning"),
    gettext_lazy("in the afternoon"),
    gettext_lazy("in the evening"),
)
BITS: Masks = np.uint64(1) << np.arange(COUNT, dtype=np.uint64)


def monday_of(year: int, number: int) -> dt.date:
    """The Monday of an ISO week. ValueError for a week that the year does not have."""
    return dt.date.fromisocalendar(year, number, 1)


def this_week() -> dt.date:
    """The Monday of the week of today."""
    today = clock.today()
    return today - dt.timedelta(days=today.weekday())


def code(monday: dt.date) -> str:
    """The week as ISO 8601 writes it: 2026-W49."""
    year, number, _day = monday.isocalendar()
    return f"{year}-W{number:02d}"


def say_week(monday: dt.date) -> str:
    """The week as people say it: from its Monday to its Sunday."""
    first, last = words.date_words(monday), words.date_words(monday + dt.timedelta(days=6), with_year=False)
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def limits(monday: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """When the week begins and when the next one does."""
    start = dt.datetime.combine(monday, dt.time(), clock.ZONE)
    return start, start + dt.timedelta(days=7)


def minutes(monday: dt.date, moment: dt.datetime) -> float:
    """Minutes from the beginning of the week; negative before it."""
    return (moment - limits(monday)[0]).total_seconds() / 60


def say(monday: dt.date, span: int) -> str:
    """A span in words: the day and its part."""
    day, part = divmod(span, len(PARTS))
    date = monday + dt.timedelta(days=day)
    facts = {"weekday": words.weekday_words(date), "date": words.date_words(date, with_year=False)}
    return _("%(weekday)s %(date)s %(part)s") % {**facts, "part": PART_WORDS[part]}


def edges() -> tuple[Floats, Floats]:
    """Beginning and end of each span, in minutes of the week."""
    starts = [day * DAY + start for day in range(7) for start, _end in PARTS]
    ends = [day * DAY + end for day in range(7) for _start, end in PARTS]
    return np.array(starts, float), np.array(ends, float)


def masks_of_windows(windows: Floats, lasting: Ints, now: float) -> Masks:
    """The spans in which each order can be served: with room for its minutes, else the one with the most room.

    `windows` has rows of beginning and end in minutes of the week; what lies before `now` is over.
    """
    starts, ends = edges()
    begin = np.maximum(windows[:, :1], now)
    room = np.minimum(windows[:, 1:], ends) - np.maximum(begin, starts)
    need = np.minimum(lasting, windows[:, 1] - windows[:, 0])[:, None]
    fits = (room >= need) & (room > 0)
    most = (room == room.max(axis=1, keepdims=True)) & (room > 0)
    first_most = most & (np.cumsum(most, axis=1) == 1)
    chosen = np.where(fits.any(axis=1, keepdims=True), fits, first_most)
    return _folded(chosen)


def masks_of_hours(hours: Ints, people: int) -> Masks:
    """The spans in which each of so many people is free, from rows of person, ISO weekday, first and last minute."""
    owner, weekday, start, end = hours.T
    free = np.zeros(people, np.uint64)
    for part, (opens, closes) in enumerate(PARTS):
        room = np.minimum(end, closes) - np.maximum(start, opens)
        good = room >= np.minimum(ENOUGH, end - start)
        bit = BITS[(weekday[good] - 1) * len(PARTS) + part]
        np.bitwise_or.at(free, owner[good], bit)
    return free


def day_mask(day: int) -> np.uint64:
    """All spans of a day, counted from Monday as 0."""
    return np.uint64(np.bitwise_or.reduce(BITS[day * len(PARTS) : (day + 1) * len(PARTS)]))


ALL = np.bitwise_or.reduce(BITS)


def _folded(flags: Flags) -> Masks:
    masks: Masks = np.where(flags, BITS, np.uint64(0)).sum(axis=1, dtype=np.uint64)
    return masks
