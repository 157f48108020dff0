"""What a service is worth by a set of rules, and what the caps leave of it. Pure: no clock, no database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from shijian.points.enums import Cut
from shijian.points.models import PointsRule

HOUR_PERCENT = 60 * 100
CUTS = (Cut.EVENT, Cut.DAY, Cut.MONTH)
Caps = tuple[int | None, int | None, int | None]


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

    event: dict[Hashable, int] = field(default_factory=lambda: defaultdict(int))
    day: dict[Hashable, int] = field(default_factory=lambda: defaultdict(int))
    month: dict[Hashable, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, service: Service, points: int) -> None:
        """Count points that were given (below zero: taken back)."""
        self.count(points, *keys_of(service))

    def give(self, rule: PointsRule, service: Service) -> Result:
        """Cut what the service is worth to what the tightest cap leaves, and count it."""
        full = worth(rule, service)
        return Result(full, *self.take(full, caps_of(rule), *keys_of(service)))

    def count(self, points: int, event: Hashable, day: Hashable, month: Hashable) -> None:
        """Count points under the keys of a service (`keys_of`)."""
        self.event[event] += points
        self.day[day] += points
        self.month[month] += points

    def take(self, full: int, caps: Caps, event: Hashable, day: Hashable, month: Hashable) -> tuple[int, Cut]:
        """What the tightest cap leaves of `full` points, and which one it is; counted under the keys of the service."""
        left, cut = full, Cut.NONE
        given = (self.event[event], self.day[day], self.month[month])
        for name, cap, so_far in zip(CUTS, caps, given, strict=True):
            if cap is not None and left and cap - so_far < left:
                left, cut = max(0, cap - so_far), name
        self.count(left, event, day, month)
        return left, cut


def caps_of(rule: PointsRule) -> Caps:
    """The most for one event, one day and one month; None where there is no cap."""
    return (rule.cap_event, rule.cap_day, rule.cap_month)


def keys_of(service: Service) -> tuple[Hashable, Hashable, Hashable]:
    """Under what the points of a service are counted: its event, its day, its month."""
    who, day = service.volunteer_id, service.day
    return (who, *service.source), (who, day), (who, day.replace(day=1))


def in_force(rules: Iterable[PointsRule], day: dt.date) -> PointsRule | None:
    """The rule of that day, out of approved ones: the latest that has begun."""
    begun = [rule for rule in rules if rule.valid_from <= day]
    return max(begun, key=lambda rule: rule.valid_from, default=None)
