"""Ages at which the law draws a line, counted as of the day of the deed, never of today. Knows no Django.

- 8: below, no capacity to act; from 8 to 17 limited capacity (Civil Code arts. 19, 20).
- 14: below, a child: all data are sensitive, a guardian consents under rules of their own (PIPL arts. 28, 31; Law on
  the Protection of Minors art. 72; Provisions on the Cyber Protection of Children's Personal Information art. 2).
- 16: below, nobody may be hired (Law on the Protection of Minors art. 61) and a left-behind child is counted (State
  Council opinion 2016 No. 13); who lives from own work has full capacity (Civil Code art. 18).
- 18: of age (Civil Code arts. 17, 18; Law on the Protection of Minors art. 2).

A year of age is full at the beginning of the birthday on the county's calendar. Who was born on 29 February has the
birthday on 1 March in years without that day (Civil Code art. 202: the period ends with the last day of the month).
An unknown date of birth protects: it counts as under every age.
"""

from __future__ import annotations

import datetime as dt
from enum import IntEnum, StrEnum


class Age(IntEnum):
    """The thresholds."""

    LIMITED = 8
    TEEN = 14
    WORKING = 16
    ADULT = 18


class Band(StrEnum):
    """Where an age lies between the thresholds; each begins with the age that its name says."""

    SMALL = "0-7"
    CHILD = "8-13"
    TEEN = "14-15"
    YOUTH = "16-17"
    ADULT = "18+"
    UNKNOWN = "unknown"


MINORS = (Band.SMALL, Band.CHILD, Band.TEEN, Band.YOUTH)


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years of somebody born on `born`, on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: dt.date, age: int) -> dt.date:
    """The first day on which somebody is `age` years old."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


def latest_birth(age: int, day: dt.date) -> dt.date:
    """The latest date of birth of those who are at least `age` on `day`; for filters."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return dt.date(day.year - age, 2, 28)


def is_under(born: dt.date | None, age: int, day: dt.date) -> bool:
    """Whether somebody is not yet `age` on `day`; an unknown date of birth is."""
    return born is None or age_on(born, day) < age


def band_on(born: dt.date | None, day: dt.date) -> Band:
    """The band of an age on `day`."""
    if born is None:
        return Band.UNKNOWN
    age = age_on(born, day)
    below = (
        (Age.LIMITED, Band.SMALL),
        (Age.TEEN, Band.CHILD),
        (Age.WORKING, Band.TEEN),
        (Age.ADULT, Band.YOUTH),
    )
    return next((band for limit, band in below if age < limit), Band.ADULT)
