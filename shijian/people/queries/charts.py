"""Who heads a unit and works in its offices: the organisation chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from shijian.kernel import clock
from shijian.people.enums import PositionKind
from shijian.people.models import Position
from shijian.units.models import Office, Unit

LEADING = (PositionKind.HEAD, PositionKind.DEPUTY)
ORDER = {kind: place for place, kind in enumerate(PositionKind.values)}


@dataclass(frozen=True, slots=True)
class Box:
    """One office of the chart with its people and the offices below it."""

    office: Office
    people: list[Position]
    below: list[Box] = field(default_factory=list)


def current_positions(unit: Unit, *, on: dt.date | None = None) -> list[Position]:
    """Positions of a unit that run on a day (today), heads first; one query."""
    rows = Position.objects.filter(Position.on(on or clock.today()), unit=unit)
    return sorted(rows.select_related("person", "office"), key=lambda p: (ORDER[p.kind], p.starts_on, p.pk))


def past_positions(unit: Unit, limit: int = 50) -> list[Position]:
    """Terms that are over, the latest first."""
    rows = Position.objects.filter(unit=unit, ends_on__lt=clock.today())
    return list(rows.select_related("person", "office").order_by("-ends_on", "-pk")[:limit])


def liaison_of(positions: Sequence[Position]) -> Position | None:
    """The one liaison: on the day of a hand-over the newer one."""
    liaisons = [each for each in positions if each.kind == PositionKind.LIAISON]
    return max(liaisons, key=lambda each: (each.starts_on, each.pk), default=None)


def boxes(unit: Unit, positions: Sequence[Position]) -> list[Box]:
    """The standing offices of a unit as a tree with their people; one query."""
    offices = list(Office.objects.filter(unit=unit, dissolved_on__isnull=True).order_by("rank", "pk"))
    shown = {office.pk for office in offices}
    roots = [office for office in offices if office.parent_id not in shown]
    return [_box(office, offices, positions) for office in roots]


def _box(office: Office, offices: Sequence[Office], positions: Sequence[Position]) -> Box:
    people = [each for each in positions if each.office_id == office.pk]
    return Box(
        office, people, [_box(each, offices, positions) for each in offices if each.parent_id == office.pk]
    )
