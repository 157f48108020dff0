"""Time as the county lives it: the local day, working days and hours, lunar festivals.

Times are stored in UTC and thought of in Asia/Shanghai. A working day of the default windows has eight hours,
so that a deadline of 8 working hours is a deadline of one working day.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from lunar_python import Lunar, Solar

from shijian.kernel import calendar_data
from shijian.kernel.calendar_data import remembered

__all__ = [
    "WINDOWS",
    "ZONE",
    "add_working_days",
    "add_working_hours",
    "is_published",
    "is_working_day",
    "local",
    "lunar_festivals",
    "now",
    "remembered",
    "today",
    "working_hours_between",
]

ZONE = ZoneInfo("Asia/Shanghai")
Moment = TypeVar("Moment", date, datetime)
Windows = Sequence[tuple[time, time]]
WINDOWS: Windows = ((time(8, 30), time(12, 0)), (time(14, 0), time(18, 30)))
DAY = timedelta(days=1)
HORIZON = date(2200, 1, 1)
LUNAR_DATES = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15), "重阳": (9, 9)}


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the wall calendar of the county."""
    return now().astimezone(ZONE).date()


def local(moment: datetime) -> datetime:
    """The same moment in the county's time. ValueError for a naive datetime, whose moment is unknown."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return moment.astimezone(ZONE)


def is_working_day(day: date) -> bool:
    """Whether offices work on that date: by the year's notice, else Monday to Friday. One query."""
    return _Days().working(day)


def is_published(year: int) -> bool:
    """Whether the year's official notice is in the calendar; otherwise its working days are provisional."""
    return bool(calendar_data.days(year))


def add_working_days(start: Moment, days: int) -> Moment:
    """The `days`-th working day after `start` (before it, if negative), at the same local time of day.

    The day of `start` is never counted; 0 days give `start` itself. A datetime must be aware.
    """
    if isinstance(start, datetime):
        here = local(start)
        return datetime.combine(_Days().step(here.date(), days), here.time(), ZONE)
    return _Days().step(start, days)


def add_working_hours(start: datetime, hours: float, windows: Windows = WINDOWS) -> datetime:
    """The moment at which `hours` >= 0 of working time have passed since `start`, in the county's time.

    A start outside the windows counts from the opening of the next one. ValueError for negative hours.
    """
    if hours < 0:
        raise ValueError("working hours run forward only")
    left = timedelta(hours=hours)
    for opens, closes in _open_from(local(start), windows):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise OverflowError("no working time is left before the calendar ends")


def working_hours_between(earlier: datetime, later: datetime, windows: Windows = WINDOWS) -> float:
    """Hours of working time between two moments; negative if `later` comes first."""
    if later < earlier:
        return -working_hours_between(later, earlier, windows)
    end, total = local(later), timedelta()
    for opens, closes in _open_from(local(earlier), windows):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total / timedelta(hours=1)


def lunar_festivals(year: int) -> dict[str, date]:
    """The date of each great traditional festival in a solar year, by its Chinese name, in order."""
    found = {name: _solar(Lunar.fromYmd(year, *day).getSolar()) for name, day in LUNAR_DATES.items()}
    terms = Lunar.fromYmd(year, 6, 1).getJieQiTable()
    found["清明"] = _solar(terms["清明"])
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _solar(day: Solar) -> date:
    return date(day.getYear(), day.getMonth(), day.getDay())


def _open_from(start: datetime, windows: Windows) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of working time from `start` on, the first one cut at `start`."""
    days, day = _Days(), start.date()
    while day < HORIZON:
        for opens, closes in windows if days.working(day) else ():
            until = datetime.combine(day, closes, ZONE)
            if until > start:
                yield max(datetime.combine(day, opens, ZONE), start), until
        day += DAY


class _Days:
    """The calendar during one computation: each year is read once."""

    def __init__(self) -> None:
        self._years: dict[int, calendar_data.Year] = {}

    def working(self, day: date) -> bool:
        if day.year not in self._years:
            self._years[day.year] = calendar_data.days(day.year)
        kind = self._years[day.year].get(day)
        return kind == "working" if kind else day.weekday() < 5

    def step(self, day: date, count: int) -> date:
        way = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day += way
            while not self.working(day):
                day += way
        return day
