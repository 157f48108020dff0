"""How far places are from each other: kilometres for what a way costs, steps in the tree for who comes at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shijian.matching.week import Flags, Floats
from shijian.orders.queries import places
from shijian.orders.queries.eligibility import Need
from shijian.orders.queries.places import EARTH_KM
from shijian.orders.queries.weeks.needs import Land
from shijian.units.models import Unit
from shijian.volunteers.enums import TravelLimit

# Kilometres that stand for a step where a place has no position.
GUESS = {TravelLimit.VILLAGE: 1.0, TravelLimit.TOWN: 6.0, TravelLimit.COUNTY: 25.0}
NEVER = 99.0


def steps(land: Land, paths: Sequence[str], goals: Sequence[int]) -> Floats:
    """For each place (row) how many steps to each goal (a column of all places): the limit that just admits it."""
    far = np.full((len(paths), len(paths)), NEVER)
    for goal in goals:
        reach = land.reach(paths[goal])
        column = np.where(_below(paths, reach.county), float(TravelLimit.COUNTY), NEVER)
        column[_below(paths, reach.town)] = TravelLimit.TOWN
        same = np.array([path == reach.village for path in paths], bool)
        column[same if reach.alone else _below(paths, reach.village)] = TravelLimit.VILLAGE
        far[:, goal] = column
    return far


def between(need: Need, home: Unit, path: str) -> tuple[float | TravelLimit, float]:
    """How far the unit `home` at `path` is from the order: kilometres or the step in the tree, and what stands for it.

    The numbers of `kilometres` for a single pair.
    """
    here = need.order.unit
    known = places.kilometres((here.latitude, here.longitude), (home.latitude, home.longitude))
    if known is not None:
        return known, known
    step = need.reach.step(path)
    return step, GUESS[step]


def _below(paths: Sequence[str], root: str) -> Flags:
    return np.array([path.startswith(root) for path in paths], bool)


def kilometres(land: Land, paths: Sequence[str], far: Floats) -> Floats:
    """Kilometres between places with a position (great circle), else what stands for their steps."""
    found = [land.places[path] for path in paths]
    north = np.radians([np.nan if each.latitude is None else each.latitude for each in found])
    east = np.radians([np.nan if each.longitude is None else each.longitude for each in found])
    across = np.sin((east[:, None] - east) / 2) ** 2 * np.cos(north[:, None]) * np.cos(north)
    half = np.sin((north[:, None] - north) / 2) ** 2 + across
    known = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    guess = np.select([far <= limit for limit in GUESS], list(GUESS.values()), GUESS[TravelLimit.COUNTY])
    return np.where(np.isnan(known), guess, known)
