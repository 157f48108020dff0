"""Targets of the year for the county and its towns; one for a station waits for approval."""

from __future__ import annotations

import datetime as dt

from shijian.assessment.enums import Measure, TargetState
from shijian.assessment.models import Target
from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.people.models import Person
from shijian.units.models import Unit

BEFORE = dt.timedelta(days=200)


def write(cast: Cast, county: County, recipe: Recipe) -> None:
    """Write what the county is to reach, each town's share of it, and a wish of the hub of the cast."""
    centre, other = cast.people["centre"], cast.people["hub"]
    whole = _whole(recipe)
    rows = [
        _target(county.centre, measure, number, centre, other, recipe) for measure, number in whole.items()
    ]
    for hub in county.hubs:
        parts = {measure: max(number // len(county.hubs), 1) for measure, number in whole.items()}
        rows += [_target(hub, measure, number, centre, other, recipe) for measure, number in parts.items()]
    station = cast.people["station"].unit
    wish = _target(station, Measure.HOURS, 300, other, centre, recipe)
    wish.state, wish.decided_by, wish.decided_at = TargetState.PROPOSED, None, None
    save(Target, [*rows, wish])


def _whole(recipe: Recipe) -> dict[Measure, int]:
    return {
        Measure.VOLUNTEERS: recipe.volunteers * 11 // 10,
        Measure.ACTIVE: recipe.volunteers * 6 // 10,
        Measure.HOURS: recipe.orders * 4,
        Measure.POINTS: recipe.orders * 4,
        Measure.ACTIVITIES: 120,
        Measure.ORDERS: recipe.orders,
    }


def _target(unit: Unit, measure: Measure, number: int, by: Person, second: Person, recipe: Recipe) -> Target:
    year = clock.local(recipe.now).year
    return Target(
        unit=unit, unit_path=unit.path, year=year, measure=measure, number=number,
        document_no=f"夏文明办〔{year}〕2号", state=TargetState.APPROVED, proposed_by=by,
        created_at=recipe.now - BEFORE, decided_by=second, decided_at=recipe.now - BEFORE,
    )  # fmt: skip
