"""What a set of rules would have given in the last quarter. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from shijian.kernel import clock
from shijian.points.models import Credit, PointsRule
from shijian.points.queries.countable import service_of
from shijian.points.queries.reckoning import Given, Service
from shijian.records.enums import Grade
from shijian.records.models import ServiceRecord
from shijian.units.models import Unit

MOST_UNITS = 15
COLUMNS = (
    "started_at",
    "volunteer_id",
    "minutes",
    "recipient",
    "grade",
    "source_kind",
    "source_id",
    "unit_id",
)


@dataclass(slots=True)
class Outcome:
    """Points in all, by grade, by unit; services, people, and what the caps cut; what was really given."""

    first: dt.date
    last: dt.date
    points: int = 0
    cut: int = 0
    services: int = 0
    given: int = 0
    people: set[int] = field(default_factory=set)
    grades: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    units: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def by_grade(self) -> list[tuple[str, int]]:
        """Points of each evidence grade, strongest first."""
        return [(str(grade.label), self.grades[grade]) for grade in Grade if grade in self.grades]

    @property
    def by_unit(self) -> list[tuple[str, int]]:
        """The units with the most points first."""
        most = sorted(self.units.items(), key=lambda each: (-each[1], each[0]))[:MOST_UNITS]
        names = dict(Unit.objects.filter(pk__in=[key for key, _n in most]).values_list("pk", "name"))
        return [(names[key], points) for key, points in most]


def last_quarter(today: dt.date | None = None) -> tuple[dt.date, dt.date]:
    """The first and the last day of the quarter before that of `today`."""
    today = today or clock.today()
    begin = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    last = begin - dt.timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def dry_run(rule: PointsRule) -> Outcome:
    """Reckon every service that counts of the last quarter by `rule`, in the order of their days."""
    first, last = last_quarter()
    begin = dt.datetime.combine(first, dt.time(), clock.ZONE)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), clock.ZONE)
    outcome, given = Outcome(first, last), Given()
    counted = ServiceRecord.objects.counted()
    rows = counted.filter(started_at__gte=begin, started_at__lt=end).order_by("started_at", "id")
    for record in rows.only(*COLUMNS).iterator(chunk_size=2000):
        service = service_of(record)
        result = given.give(rule, service)
        _count(outcome, service, record.unit_id, result.points, result.worth - result.points)
    outcome.given = sum(_given(first, last))
    return outcome


def _count(outcome: Outcome, service: Service, unit_id: int, points: int, cut: int) -> None:
    outcome.services, outcome.cut = outcome.services + 1, outcome.cut + cut
    if points:
        outcome.points += points
        outcome.people.add(service.volunteer_id)
        outcome.grades[service.grade] += points
        outcome.units[unit_id] += points


def _given(first: dt.date, last: dt.date) -> Iterable[int]:
    rows = Credit.objects.filter(day__gte=first, day__lte=last, batch__reversed_by__isnull=True)
    return rows.values_list("points", flat=True)
