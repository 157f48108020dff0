"""Nearness in the tree of units: same village, town, county; kilometres where both have a position."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from django.db.models import Q

from shijian.kernel import paths
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from shijian.volunteers.enums import TravelLimit

UPPER = frozenset({UnitKind.OVERSIGHT, UnitKind.CENTRE, UnitKind.HUB})
EARTH_KM = 6371.0
Position = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Reach:
    """The village, town and county around one unit. `alone`: the unit is no village, only itself is as near."""

    village: str
    town: str
    county: str
    alone: bool
    children: dict[str, int]

    def within(self, limit: int, field: str = "unit_path") -> Q:
        """Give the filter for rows at most as far away as `limit` allows."""
        if limit >= TravelLimit.COUNTY:
            return paths.below(field, self.county)
        if limit == TravelLimit.TOWN:
            return paths.below(field, self.town)
        return Q(**{field: self.village}) if self.alone else paths.below(field, self.village)

    def step(self, path: str) -> TravelLimit:
        """Say how far the unit at `path` is: the limit that just admits it."""
        if path == self.village or (not self.alone and path.startswith(self.village)):
            return TravelLimit.VILLAGE
        return TravelLimit.TOWN if path.startswith(self.town) else TravelLimit.COUNTY


Way = tuple[str, str, int]


def reach_of(path: str) -> Reach:
    """Give the surroundings of the unit at `path`; one query."""
    return reach_along(
        path, list(Unit.objects.on_the_way(path).order_by("path").values_list("kind", "path", "next_child"))
    )


def reach_along(path: str, rows: list[Way]) -> Reach:
    """Give the surroundings of the unit at `path` from kind, path and children of the units down to it."""
    first = {kind: way for kind, way, _ in reversed(rows)}
    low = next((way for kind, way, _ in rows if kind not in UPPER), None)
    village = low or path
    return Reach(
        village=village,
        town=first.get(UnitKind.HUB, village),
        county=first.get(UnitKind.CENTRE, path[: paths.WIDTH]),
        alone=low is None,
        children={way: number for _, way, number in rows},
    )


def kilometres(here: Position, there: Position) -> float | None:
    """Give the great-circle distance; None unless both positions are known."""
    if None in here or None in there:
        return None
    lat1, lon1, lat2, lon2 = (radians(float(value or 0)) for value in (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
