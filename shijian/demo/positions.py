"""Where the units of the demo lie: towns about where they are, villages scattered around, both by way of example."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING

from shijian.demo.recipe import Recipe
from shijian.units.models import Unit

if TYPE_CHECKING:
    from shijian.demo.operations.county import County

Point = tuple[float, float]  # latitude and longitude, in degrees
KM_OF_DEGREE = 111.2
WITHOUT = 9  # of so many stations one has not told its position
NEAR, FAR = (0.3, 1.5), (1.5, 9.0)  # km from the town: its own quarters, its villages


def known_places(area: str) -> dict[str, Point]:
    """Centre and towns of an area by name, roughly; empty for areas of which the demo knows nothing."""
    text = resources.files("shijian.demo").joinpath("data/places.json").read_text(encoding="utf-8")
    return {name: (lat, lon) for name, (lat, lon) in json.loads(text).get(area, {}).items()}


def put(county: County, recipe: Recipe) -> None:
    """Give the units their positions; saves nothing."""
    for unit, (latitude, longitude) in _points(county, recipe):
        unit.latitude, unit.longitude = _degrees(latitude), _degrees(longitude)


def _points(county: County, recipe: Recipe) -> Iterator[tuple[Unit, Point]]:
    rng, known = recipe.rng("positions"), known_places(recipe.area)
    for unit in (county.centre, *county.hubs):
        if unit.place_name in known:
            yield unit, known[unit.place_name]
    for number, unit in enumerate(county.stations, start=1):
        town = known.get(county.hub_of(unit).place_name)
        if town is not None and number % WITHOUT:
            yield unit, _around(rng, town, *(NEAR if "社区" in unit.place_name else FAR))


def _around(rng: random.Random, town: Point, nearest: float, farthest: float) -> Point:
    """A point so many km off, in any direction."""
    angle, far = rng.uniform(0, 2 * math.pi), rng.uniform(nearest, farthest) / KM_OF_DEGREE
    latitude, longitude = town
    east = far * math.sin(angle) / math.cos(math.radians(latitude))
    return latitude + far * math.cos(angle), longitude + east


def _degrees(value: float) -> Decimal:
    return Decimal(f"{value:.5f}")
