"""What offers are worth to each order alone when spans of people have prices: at most that, for any number of offers.

For each number of offers the tangents of `tangents` bound what the best so many can give, and the lowest
counts; an order takes one span. So whole offers are counted, not parts of them, which a bound by tangents
alone would allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shijian.matching.checker import ranked
from shijian.matching.offers import Limits
from shijian.matching.tangents import POINTS, STEP, Family, families
from shijian.matching.week import Arcs, Flags, Floats, Ints, Week

# Orders with about as many offers to choose from are looked at together, so that rows have little padding.
WIDTHS = (1, 2, 4, 8, 16, 32, 64)
DEAR = 1e12


@dataclass(frozen=True)
class _Table:
    """Orders in a span, one a row, and the offers that could pay (`arcs`, beyond `size` padding) with their costs."""

    group: Ints
    arcs: Ints
    size: Ints
    cost: Floats


class Alone:
    """The orders of a week, each for itself."""

    def __init__(self, week: Week, arcs: Arcs, chance: Floats, limits: Limits) -> None:
        self.chance, self.patience, self.orders = chance, limits.cost, len(week.orders)
        self.groups, self.group = np.unique(arcs.order * 64 + arcs.slot, return_inverse=True)
        self.owner = self.groups // 64
        self.weight = week.orders.weight[self.owner].astype(float)
        self.seats = week.orders.seats[self.owner]
        self.room = np.ceil(week.orders.seats * limits.fan_out).astype(np.int64)[self.owner]
        greatest = np.zeros(len(self.groups))
        np.maximum.at(greatest, self.group, chance)
        self.families = families(self.seats, greatest, chance)

    def answer(self, price: Floats) -> tuple[float, Ints]:
        """The bound of all orders at these prices of arcs, and the arcs that they would take."""
        worth, taken = np.zeros(len(self.groups)), np.zeros(len(self.chance), bool)
        for table in self._tables(price + self.patience):
            worth[table.group], chosen = self._best(table)
            taken[table.arcs[chosen]] = True
        first = np.zeros(len(self.groups), bool)
        turn, starts, _rank = ranked(self.owner, -worth)
        first[turn[starts]] = True
        return float(worth[first].sum()), np.flatnonzero(taken & first[self.group])

    def _tables(self, cost: Floats) -> Iterator[_Table]:
        """The offers that could pay at all, the best of each order first."""
        gain = self.weight[self.group] * self.chance - cost
        able = np.flatnonzero(gain > 0)
        turn, starts, _rank = ranked(self.group[able], -gain[able])
        able, size = able[turn], np.diff(np.r_[starts, len(turn)])
        for low, high in zip((0, *WIDTHS), (*WIDTHS, len(self.chance)), strict=True):
            rows = np.flatnonzero((size > low) & (size <= high))
            if len(rows):
                column = np.arange(size[rows].max())
                real = column < size[rows][:, None]
                arcs = able[np.where(real, starts[rows][:, None] + column, 0)]
                yield _Table(self.group[arcs[:, 0]], arcs, size[rows], np.where(real, cost[arcs], DEAR))

    def _best(self, table: _Table) -> tuple[Floats, Flags]:
        """What the best number of offers is worth at most to each row, and which offers these are."""
        room = np.minimum(self.room[table.group], table.size)
        best = np.full((len(room), int(room.max())), np.inf)
        tangent = np.zeros(best.shape, np.int64)
        for number, family, point in self._tangents(table, room):
            gain, start = self._gain(table, family, np.int64(point))
            sums = start[:, None] + np.cumsum(-np.sort(-gain, axis=1)[:, : best.shape[1]], axis=1)
            lower = sums < best
            best[lower], tangent[lower] = sums[lower], number
        best[np.arange(1, best.shape[1] + 1) > room[:, None]] = -np.inf
        count, rows = best.argmax(axis=1), np.arange(len(room))
        worth, number = np.maximum(0, best[rows, count]), tangent[rows, count]
        gains = [self._gain(table, family, number % POINTS)[0] for family in self.families]
        gain = np.where((number < POINTS)[:, None], *gains)
        place = np.argsort(np.argsort(-gain, axis=1), axis=1)
        return worth, np.asarray((place <= count[:, None]) & (worth > 0)[:, None])

    def _gain(self, table: _Table, family: Family, point: Ints | np.int64) -> tuple[Floats, Floats]:
        """What each offer adds under that tangent beyond its cost, and what the tangent begins with."""
        weight = self.weight[table.group]
        slope = weight * family.slope[table.group, point]
        return slope[:, None] * family.adds[table.arcs] - table.cost, weight * family.start[
            table.group, point
        ]

    def _tangents(self, table: _Table, room: Ints) -> Iterator[tuple[int, Family, int]]:
        """Those that may bound best: beyond all that so many offers add up to, the first tangent is the best."""
        poisson, binomial = self.families
        most = int(room.max())
        furthest = -np.sort(-poisson.adds[table.arcs], axis=1)[:, :most].sum(axis=1).max()
        for point in range(min(POINTS, int(furthest / STEP) + 2)):
            yield point, poisson, point
        for point in range(min(POINTS, most)):
            yield POINTS + point, binomial, point
