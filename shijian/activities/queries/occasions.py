"""Days of a year worth planning for: our festivals, solar terms, days of the state, the county's own seasons."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lunar_python import Lunar, LunarMonth, Solar

from shijian.activities.enums import OccasionKind
from shijian.activities.models import Season
from shijian.kernel import clock

DATA = Path(__file__).resolve().parents[1] / "data"
YEARS = range(2018, 2100)  # plans begin in 2018; the farmers' calendar is computed until 2099
MORE_FESTIVALS = {"七夕": (7, 7), "腊八": (12, 8)}
DAY = dt.timedelta(days=1)
LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that comes every year, with its days of one year."""

    kind: OccasionKind
    name: str
    first_day: dt.date
    last_day: dt.date
    ideas: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of its year."""
        return key_of(self.kind, self.name)


def key_of(kind: str, name: str) -> str:
    """The key of an occasion: the same every year, in plain letters for forms and addresses."""
    return f"{kind}-{zlib.crc32(name.encode()):08x}"


def of_year(year: int) -> list[Occasion]:
    """Every occasion that touches a year, by its days; none outside of `YEARS`. One query."""
    if year not in YEARS:
        return []
    found = [*_fixed(year), *_seasons(year, Season.objects.order_by("pk"))]
    return sorted(found, key=lambda each: (each.first_day, each.last_day, each.key))


def between(first: dt.date, last: dt.date) -> list[Occasion]:
    """The occasions that touch a span, by their days."""
    every = [each for year in range(first.year, last.year + 1) for each in of_year(year)]
    found = dict.fromkeys(each for each in every if each.first_day <= last and each.last_day >= first)
    return list(found)


@lru_cache(maxsize=16)
def _fixed(year: int) -> tuple[Occasion, ...]:
    ideas: dict[str, str] = json.loads((DATA / "ideas.json").read_text("utf-8"))
    terms = _solar_terms(year)
    rows = [(OccasionKind.FESTIVAL, name, day, day) for name, day in _festivals(year)]
    rows += [(OccasionKind.TERM, name, day, day) for name, day in terms.items()]
    days = json.loads((DATA / "days.json").read_text("utf-8"))
    rows += [(OccasionKind.DAY, given["name"], *_days(given, year, terms)) for given in days]
    return tuple(Occasion(kind, name, first, last, ideas.get(name, "")) for kind, name, first, last in rows)


def _festivals(year: int) -> Iterator[tuple[str, dt.date]]:
    known = clock.lunar_festivals(year)
    yield from known.items()
    for lunar_year in (year - 1, year):
        found = {name: _sun(lunar_year, *day) for name, day in MORE_FESTIVALS.items()}
        found["除夕"] = _sun(lunar_year + 1, 1, 1) - DAY
        yield from ((name, day) for name, day in found.items() if day.year == year)


def _solar_terms(year: int) -> dict[str, dt.date]:
    """The 24 terms whose day lies in the solar year."""
    table = Lunar.fromYmd(year, 6, 1).getJieQiTable()
    found: dict[str, dt.date] = {}
    for solar in table.values():
        day = _date(solar)
        if day.year == year:
            found[str(solar.getLunar().getJieQi())] = day
    return found


def _days(given: dict[str, Any], year: int, terms: dict[str, dt.date]) -> tuple[dt.date, dt.date]:
    """The days of an entry: of a solar term, of the n-th weekday (1 Monday) of a month, or of a date."""
    if "term" in given:
        first = terms[given["term"]]
    elif "nth" in given:
        begin = dt.date(year, given["month"], 1)
        first = begin + dt.timedelta(
            days=(given["weekday"] - begin.isoweekday()) % 7 + 7 * (given["nth"] - 1)
        )
    else:
        first = dt.date(year, given["month"], given["day"])
    last = dt.date(year, given["last_month"], given["last_day"]) if "last_day" in given else first
    return first, last


def _seasons(year: int, rows: Iterable[Season]) -> Iterator[Occasion]:
    for row in rows:
        for begun in (year - 1, year):
            first, last = season_days(row, begun)
            if first.year <= year <= last.year and (row.kind == OccasionKind.FARMING or last.year == year):
                yield Occasion(OccasionKind(row.kind), row.name, first, last, row.ideas)


def season_days(row: Season, year: int) -> tuple[dt.date, dt.date]:
    """The days of a season that begins in the (for a homecoming: farmers') year; it may end in the next one."""
    later = (row.last_month, row.last_day) < (row.first_month, row.first_day)
    place = _sun if row.kind == OccasionKind.RETURN else safe_date
    first = place(year, row.first_month, row.first_day)
    return first, place(year + later, row.last_month, row.last_day)


def safe_date(year: int, month: int, day: int) -> dt.date:
    """That date, or the last one of its month."""
    while day > 28:
        try:
            return dt.date(year, month, day)
        except ValueError:
            day -= 1
    return dt.date(year, month, day)


def _sun(year: int, month: int, day: int) -> dt.date:
    """The solar date of a day of the farmers' calendar, or of the last one of that month (29 or 30 days)."""
    last = LunarMonth.fromYm(year, month).getDayCount()
    return _date(Lunar.fromYmd(year, month, min(day, last)).getSolar())


def _date(day: Solar) -> dt.date:
    return dt.date(day.getYear(), day.getMonth(), day.getDay())
