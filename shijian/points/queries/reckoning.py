"""What a service is worth by a set of rules, and what the caps leave of it. Pure: no clock, no database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from shijian.points.enums import Cut
from shijian.points.models import PointsRule

HOUR_PERCENT = 60 * 100


class Service(NamedTuple):
    """The facts of a service that rules look at; `source` is (kind, key) of the event."""

    volunteer_id: int
    day: dt.date
    minutes: int
    recipient: str
    grade: str
    source: tuple[str, int]


class Result(NamedTuple):
    """What the time is worth, what is given, and which cap cut it."""

    worth: int
    points: int
    cut: Cut = Cut.NONE


def hourly(rule: PointsRule, service: Service) -> int:
    """Hundredths of a point for one hour of the service."""
    return int(rule.per_hour.get(service.recipient, 0)) * int(rule.percent.get(service.grade, 0))


def worth(rule: PointsRule, service: Service) -> int:
    """Whole points before the caps, rounded down. A grade that is worth nothing brings nothing at all."""
    if not rule.percent.get(service.grade):
        return 0
    timed = service.minutes * hourly(rule, service) // HOUR_PERCENT
    long_enough = rule.bonus_minutes and service.minutes >= rule.bonus_minutes
    return timed + rule.per_event + (rule.bonus if long_enough else 0)


@dataclass(slots=True)
class Given:
    """What was given so far to whom, for the caps."""

    event: dict[tuple[int, str, int], int] = field(default_factory=lambda: defaultdict(int))
    day: dict[tuple[int, dt.date], int] = field(default_factory=lambda: defaultdict(int))
    month: dict[tuple[int, dt.date], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, service: Service, points: int) -> None:
        """Count points that were given (below zero: taken back)."""
        who = service.volunteer_id
        self.event[who, *service.source] += points
        self.day[who, service.day] += points
        self.month[who, service.day.replace(day=1)] += points

    def give(self, rule: PointsRule, service: Service) -> Result:
        """Cut what the service is worth to what the tightest cap leaves, and count it."""
        full = worth(rule, service)
        left, cut = full, Cut.NONE
        for name, room in self._rooms(rule, service):
            if room < left:
                left, cut = room, name
        self.add(service, left)
        return Result(full, left, cut)

    def _rooms(self, rule: PointsRule, service: Service) -> Iterable[tuple[Cut, int]]:
        who = service.volunteer_id
        counted = (
            (Cut.EVENT, rule.cap_event, self.event.get((who, *service.source), 0)),
            (Cut.DAY, rule.cap_day, self.day.get((who, service.day), 0)),
            (Cut.MONTH, rule.cap_month, self.month.get((who, service.day.replace(day=1)), 0)),
        )
        return [(name, max(0, cap - given)) for name, cap, given in counted if cap is not None]


def in_force(rules: Iterable[PointsRule], day: dt.date) -> PointsRule | None:
    """The rule of that day, out of approved ones: the latest that has begun."""
    begun = [rule for rule in rules if rule.valid_from <= day]
    return max(begun, key=lambda rule: rule.valid_from, default=None)
