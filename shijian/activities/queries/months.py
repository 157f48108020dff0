"""The meetings of a month, day by day: for each day the first few and how many there are."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from shijian.activities.enums import ActivityState
from shijian.activities.models import Session
from shijian.kernel import clock, festivals, paths
from shijian.units.models import Unit

ON_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid; `outside` belongs to the month before or after."""

    date: dt.date
    outside: bool
    sessions: tuple[Session, ...]
    more: int
    festival: str

    @property
    def count(self) -> int:
        """How many meetings there are."""
        return len(self.sessions) + self.more


def weeks(year: int, month: int, unit: Unit | None = None) -> list[list[Day]]:
    """The weeks of a month from Monday on; two queries, however much happens."""
    rows = _of(year, month, unit)
    day = TruncDate("starts_at", tzinfo=clock.ZONE)
    counts = dict(rows.annotate(day=day).order_by().values_list("day").annotate(n=Count("pk")))
    numbered = rows.annotate(day=day).annotate(
        place=Window(RowNumber(), partition_by=F("day"), order_by=[F("starts_at"), F("pk")])
    )
    shown: dict[dt.date, list[Session]] = {}
    first = numbered.filter(place__lte=ON_A_DAY).select_related("activity").order_by("starts_at", "pk")
    for session in first:
        shown.setdefault(session.day, []).append(session)
    grid = calendar.Calendar().monthdatescalendar(year, month)
    return [[_day(date, month, shown, counts) for date in week] for week in grid]


def _day(date: dt.date, month: int, shown: dict[dt.date, list[Session]], counts: dict[dt.date, int]) -> Day:
    sessions = tuple(shown.get(date, ()))
    return Day(
        date, date.month != month, sessions, counts.get(date, 0) - len(sessions), festivals.on(date) or ""
    )


def _of(year: int, month: int, unit: Unit | None) -> QuerySet[Session]:
    begin = dt.datetime(year, month, 1, tzinfo=clock.ZONE)
    end = (begin + dt.timedelta(days=32)).replace(day=1)
    states = (ActivityState.PUBLISHED, ActivityState.RUNNING, ActivityState.DONE, ActivityState.ARCHIVED)
    rows = Session.objects.filter(starts_at__gte=begin, starts_at__lt=end, cancelled_at__isnull=True)
    rows = rows.filter(activity__state__in=states)
    return rows if unit is None else rows.filter(paths.below("activity__unit_path", unit.path))
