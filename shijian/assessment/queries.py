"""Reads of targets and of how far they are reached: a bounded number of queries, whatever the tree holds.

Each measure is a filter of a register; the same filter gives the rows behind a number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shijian.activities.models import Activity
from shijian.activities.queries import figures
from shijian.assessment.enums import Measure, TargetState
from shijian.assessment.models import Target
from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Source
from shijian.orders.models import Order
from shijian.records.models import ServiceRecord
from shijian.units.models import Unit
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Volunteer

ON_REGISTER = (VolunteerState.ACTIVE, VolunteerState.PAUSED, VolunteerState.LEFT)
# What is summed over the rows of a measure; of the others the rows are counted.
SUMS = {Measure.HOURS: "minutes", Measure.POINTS: "credit__points"}
# What one needs at a unit to see the rows behind its number.
NEEDS = {
    Measure.VOLUNTEERS: Permission.VOLUNTEER_VIEW,
    Measure.ACTIVE: Permission.VOLUNTEER_VIEW,
    Measure.HOURS: Permission.RECORD_VIEW,
    Measure.POINTS: Permission.RECORD_VIEW,
    Measure.ACTIVITIES: Permission.FIGURES_VIEW,
    Measure.ORDERS: Permission.ORDER_VIEW,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a unit: what is reached, the target in force if there is one, in whole units of the measure."""

    measure: Measure
    value: int
    target: Target | None

    @property
    def share(self) -> int | None:
        """Reached in percent, rounded down; None without a target."""
        return self.value * 100 // self.target.number if self.target else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit with its numbers, those of the units below included."""

    unit: Unit
    cells: list[Cell]

    def share_of(self, measure: str) -> int:
        """The share in percent of one measure, for the order; -1 without a target."""
        return next(
            (cell.share for cell in self.cells if cell.measure == measure and cell.share is not None), -1
        )


def last_day(year: int) -> dt.date:
    """The day as of which a year is counted: its last one, or today."""
    return min(dt.date(year, 12, 31), clock.today())


def behind(measure: str, path: str, year: int) -> QuerySet[Any]:
    """The rows that a number of the subtree of `path` counts; hours and points sum those of theirs (`SUMS`)."""
    if measure == Measure.VOLUNTEERS:
        return _registered(path, last_day(year))
    if measure == Measure.ACTIVE:
        own = ServiceRecord.objects.counted().filter(_in_year("started_at", year), volunteer=OuterRef("pk"))
        return Volunteer.objects.filter(paths.below("unit_path", path)).filter(Exists(own))
    if measure == Measure.HOURS:
        return ServiceRecord.objects.counted().filter(
            paths.below("unit_path", path), _in_year("started_at", year)
        )
    if measure == Measure.POINTS:
        return _credited(path, year)
    if measure == Measure.ACTIVITIES:
        meetings = figures.taken_place(path, dt.date(year, 1, 1), last_day(year))
        return Activity.objects.filter(pk__in=meetings.values("activity_id"))
    return Order.objects.filter(paths.below("unit_path", path), _in_year("finished_at", year))


def _registered(path: str, day: dt.date) -> QuerySet[Volunteer]:
    here = Q(left_on__isnull=True) & ~Q(state=VolunteerState.LEFT) | Q(left_on__gt=day)
    rows = Volunteer.objects.filter(paths.below("unit_path", path), state__in=ON_REGISTER)
    return rows.filter(here, registered_on__lte=day)


def _credited(path: str, year: int) -> QuerySet[ServiceRecord]:
    """Services of the year that brought points which were not taken back; spending and deductions leave them there."""
    rows = ServiceRecord.objects.filter(
        paths.below("unit_path", path), credit__batch__reversed_by__isnull=True
    )
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return rows.filter(credit__day__range=(first, last), credit__points__gt=0).select_related("credit")


def _in_year(field: str, year: int) -> Q:
    start, end = (dt.datetime(each, 1, 1, tzinfo=clock.ZONE) for each in (year, year + 1))
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def standings(unit: Unit, year: int) -> list[Standing]:
    """The unit first, then the units right below it; eight queries in all."""
    children = list(Unit.objects.active().filter(parent=unit).order_by("path"))
    units = [unit, *children]
    targets = {
        (target.unit_id, target.measure): target
        for target in Target.objects.in_force().filter(year=year, unit__in=units)
    }
    found = {measure: _numbers(measure, unit, year) for measure in Measure}
    return [
        Standing(
            each,
            [
                Cell(
                    measure, _total(measure, found[measure], each.path), targets.get((each.pk, measure.value))
                )
                for measure in Measure
            ],
        )
        for each in units
    ]


def _numbers(measure: Measure, unit: Unit, year: int) -> dict[str, int]:
    """What each unit right below has with everything below it, by its path; what lies at the unit itself by its own."""
    width = len(unit.path) + paths.WIDTH
    rows = behind(measure, unit.path, year).order_by().annotate(at=Substr("unit_path", 1, width)).values("at")
    total = Sum(SUMS[measure]) if measure in SUMS else Count("pk")
    return {row["at"]: row["total"] for row in rows.annotate(total=total)}


def _total(measure: Measure, numbers: dict[str, int], path: str) -> int:
    """The sum below a path; minutes become whole hours, rounded down."""
    total = sum(number for at, number in numbers.items() if at.startswith(path))
    return total // 60 if measure == Measure.HOURS else total


def waiting(actor: Actor) -> QuerySet[Target]:
    """What waits for approval of a second officer: never what one set oneself."""
    scopes = [scope for scope in actor.grants.get(Permission.ACTIVITY_APPROVE, ()) if scope.below]
    below = Q(pk__in=[])
    for scope in scopes:
        inside = paths.below("unit_path", scope.path)
        below |= inside if len(scope.path) == paths.WIDTH else inside & ~Q(unit_path=scope.path)
    rows = Target.objects.filter(below, state=TargetState.PROPOSED)
    return rows.exclude(proposed_by_id=actor.person_id or 0).select_related("unit", "proposed_by")


def source() -> Source:
    """Targets on the work list."""
    return Source(
        "target", gettext_lazy("Targets"), gettext_lazy("Look at the target"), Permission.ACTIVITY_APPROVE,
        waiting, _say, _page, _page,
    )  # fmt: skip


def _say(row: Target) -> Line:
    return Line(str(row), "", row.unit.name, row.document_no)


def _page(row: Target) -> str:
    return reverse("assessment:waiting")
