"""Weeks so small that every plan can be tried."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from shijian.matching import checker, county
from shijian.matching.week import Arcs, Ints, Week, Wishes

SIZE = county.Size(villages=3, volunteers=5, orders=3)
WISHES = Wishes(load=(0, 30, 80), village=(0, 60))


def week(seed: int, *, whole: float = 0.0) -> Week:
    return county.week(county.Size(SIZE.villages, SIZE.volunteers, SIZE.orders, 1.0, whole), seed)


def plans(arcs: Arcs) -> Iterator[Ints]:
    """Every set of candidates, lawful or not."""
    for kept in product((False, True), repeat=len(arcs)):
        yield arcs.rows(np.asarray(kept, bool))


def cheapest(of: Week, arcs: Arcs) -> int:
    return min(
        checker.value(of, WISHES, arcs, rows) for rows in plans(arcs) if not checker.broken(of, arcs, rows)
    )
