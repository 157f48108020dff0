"""A bound above which no offers can be worth, and the prices of spans that prove it.

Lagrange: once the spans of people have prices, each order and each person chooses for itself. First the
prices are sought with one tangent for each order (quick), then with orders that choose exactly
(`offers_alone`); any prices give a bound, the lowest counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shijian.matching.checker import ranked
from shijian.matching.offers import Limits
from shijian.matching.offers_alone import Alone
from shijian.matching.tangents import POINTS, families
from shijian.matching.week import Arcs, Floats, Ints, Week

QUICK, EXACT = 200, 60
TUNED = 10
KEEP = 0.7
PATIENCE = 10
FAR, NEAR = 0.3, 0.2
Answer = Callable[[Floats, int], tuple[float, Ints]]


@dataclass(frozen=True)
class Above:
    """No offers under the limits are worth more than `bound`; `price` is that of each arc's span, in 100 m."""

    bound: float
    price: Floats


def above(
    week: Week,
    arcs: Arcs,
    chance: Floats,
    limits: Limits,
    value: float,
    *,
    steps: tuple[int, int] = (QUICK, EXACT),
) -> Above:
    """Press a bound towards `value`, that of known offers, in so many quick and so many exact steps."""
    if not len(arcs):
        return Above(0.0, np.zeros(0))
    spans, span_of = np.unique(arcs.volunteer * 64 + arcs.slot, return_inverse=True)
    times = np.minimum(week.volunteers.cap, limits.per_person)[spans // 64]
    people = _People(spans // 64, times, span_of)
    price, _bound = people.climb(
        _Quick(week, arcs, chance, limits).answer, np.zeros(len(spans)), value, steps[0], FAR
    )
    alone = Alone(week, arcs, chance, limits)
    price, bound = people.climb(lambda each, _step: alone.answer(each), price, value, steps[1], NEAR)
    return Above(bound, price[span_of])


@dataclass(frozen=True)
class _People:
    """Whose each span is, how often he may be asked, and the span of each arc."""

    person: Ints
    times: Ints
    span_of: Ints

    def climb(
        self, answer: Answer, price: Floats, value: float, steps: int, stride: float
    ) -> tuple[Floats, float]:
        """Follow the subgradient (Held and Karp 1971) to the prices with the least bound; both of them."""
        best, found, idle = np.inf, price, 0
        course = np.zeros(len(price))
        for step in range(steps):
            worth, used = answer(price[self.span_of], step)
            sold = self._sold(price)
            bound = worth + float(price[sold].sum())
            idle = 0 if bound < best else idle + 1
            if bound < best:
                best, found = bound, price
            if idle == PATIENCE:
                stride, idle = stride / 2, 0
            wish = np.bincount(self.span_of[used], minlength=len(price)) - np.bincount(
                sold, minlength=len(price)
            ).astype(float)
            course = KEEP * course + (1 - KEEP) * wish
            length = float((course**2).sum())
            if not length or bound <= value:
                break
            price = np.maximum(0, price + stride * (bound - value) / length * course)
        return found, best

    def _sold(self, price: Floats) -> Ints:
        """The spans that people would sell at these prices: the dearest, as often as they may be asked."""
        turn, _starts, rank = ranked(self.person, -price)
        return turn[(rank < self.times[turn]) & (price[turn] > 0)]


class _Quick:
    """Orders with one tangent each, chosen anew every few steps."""

    def __init__(self, week: Week, arcs: Arcs, chance: Floats, limits: Limits) -> None:
        self.order, self.cost = arcs.order, limits.cost
        self.weight = week.orders.weight.astype(float)
        greatest = np.zeros(len(week.orders))
        np.maximum.at(greatest, arcs.order, chance)
        self.families = families(week.orders.seats, greatest, chance)
        self.fixed, self.gain = np.zeros(len(week.orders)), np.zeros(len(arcs))

    def answer(self, price: Floats, step: int) -> tuple[float, Ints]:
        """The bound of the orders at these prices of arcs, and the arcs that they want."""
        if step % TUNED == 0:
            self._tune(price)
        reduced = self.gain - price - self.cost
        used = np.flatnonzero(reduced > 0)
        return float(self.fixed.sum() + reduced[used].sum()), used

    def _tune(self, price: Floats) -> None:
        best = np.full(len(self.weight), np.inf)
        for family in self.families:
            for point in range(POINTS):
                gain = (self.weight * family.slope[:, point])[self.order] * family.adds
                fixed = self.weight * family.start[:, point]
                reduced = np.maximum(0, gain - price - self.cost)
                total = fixed + np.bincount(self.order, reduced, len(self.weight))
                better = total < best
                best[better], self.fixed[better] = total[better], fixed[better]
                self.gain = np.where(better[self.order], gain, self.gain)
