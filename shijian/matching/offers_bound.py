"""A bound above which no offers can be worth: prices on the spans of people, and a tangent for the fills of each order.

E[min(yes, h)] is at most Phi(sum of -ln(1 - p)), the mean of min(Poisson, h), since a Bernoulli is at most
a Poisson that is zero as often (equal for h = 1); and at most G(sum of p), the mean of min(binomial with
the greatest p, h) between whole numbers of offers (Hoeffding 1956). Both are concave, so each tangent
bounds them by a sum over offers; what then remains is an order's and a person's choice at given prices
(Lagrange). The tangent and the family are tuned for each order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.checker import ranked
from shijian.matching.offers import Limits
from shijian.matching.week import Arcs, Flags, Floats, Ints, Week

POINTS = 40
STEP = 0.25
TUNED = 5
KEEP = 0.7
PATIENCE = 10


@dataclass(frozen=True)
class _Family:
    """Tangents of one concave bound: `start` and `slope` for each order and point, and what an arc adds to the sum."""

    start: Floats
    slope: Floats
    adds: Floats


def above(week: Week, arcs: Arcs, chance: Floats, limits: Limits, value: float, *, steps: int = 200) -> float:
    """A bound on the value of any offers under these limits, pressed towards `value`, that of known ones."""
    if not len(arcs):
        return 0.0
    problem = _Problem(week, arcs, chance, limits)
    price, best, stride, idle = np.zeros(len(problem.spans)), np.inf, 1.0, 0
    course = np.zeros(len(price))
    for step in range(steps):
        if step % TUNED == 0:
            problem.tune(price)
        bound, used, wanted = problem.answer(price)
        idle = 0 if bound < best else idle + 1
        best = min(best, bound)
        if idle == PATIENCE:
            stride, idle = stride / 2, 0
        wish = np.bincount(problem.span_of[used], minlength=len(price)) - wanted.astype(float)
        course = KEEP * course + (1 - KEEP) * wish
        length = float((course**2).sum())
        if not length or bound <= value:
            break
        price = np.maximum(0, price + 0.3 * stride * (bound - value) / length * course)
    return best


class _Problem:
    def __init__(self, week: Week, arcs: Arcs, chance: Floats, limits: Limits) -> None:
        chance = np.clip(chance, 1e-6, 1 - 1e-6)
        self.order, self.cost = arcs.order, limits.cost
        self.weight = week.orders.weight.astype(float)
        self.spans, self.span_of = np.unique(arcs.volunteer * 64 + arcs.slot, return_inverse=True)
        self.person = self.spans // 64
        self.times = np.minimum(week.volunteers.cap, limits.per_person)[self.person]
        greatest = np.full(len(week.orders), 1e-6)
        np.maximum.at(greatest, arcs.order, chance)
        self.families = (
            _Family(*_poisson(week.orders.seats), -np.log1p(-chance)),
            _Family(*_binomial(week.orders.seats, greatest), chance),
        )
        self.fixed, self.gain = np.zeros(len(week.orders)), np.zeros(len(arcs))

    def tune(self, price: Floats) -> None:
        """Choose for each order the family and the tangent that bound it best at these prices."""
        best = np.full(len(self.weight), np.inf)
        for family in self.families:
            for point in range(POINTS):
                gain = (self.weight * family.slope[:, point])[self.order] * family.adds
                fixed = self.weight * family.start[:, point]
                reduced = np.maximum(0, gain - price[self.span_of] - self.cost)
                total = fixed + np.bincount(self.order, reduced, len(self.weight))
                better = total < best
                best[better], self.fixed[better] = total[better], fixed[better]
                self.gain = np.where(better[self.order], gain, self.gain)

    def answer(self, price: Floats) -> tuple[float, Flags, Flags]:
        """The bound at these prices, the arcs that orders want, and the spans that people would sell."""
        reduced = self.gain - price[self.span_of] - self.cost
        used = reduced > 0
        turn, _starts, rank = ranked(self.person, -price)
        wanted = np.zeros(len(turn), bool)
        wanted[turn] = (rank < self.times[turn]) & (price[turn] > 0)
        return float(self.fixed.sum() + reduced[used].sum() + price[wanted].sum()), used, wanted


def _poisson(seats: Ints) -> tuple[Floats, Floats]:
    """Start and slope of tangents of E[min(Poisson(x), seats)] at 0, 0.25, 0.5 …; the slope is P(less than seats)."""
    at = np.arange(POINTS) * STEP
    start, slope = np.zeros((len(seats), POINTS)), np.zeros((len(seats), POINTS))
    for size in np.unique(seats).tolist():
        odds = np.exp(-at)
        mean, below = np.zeros(POINTS), np.zeros(POINTS)
        for number in range(size):
            below, mean = below + odds, mean + number * odds
            odds = odds * at / (number + 1)
        start[seats == size], slope[seats == size] = mean + size * (1 - below) - below * at, below
    return start, slope


def _binomial(seats: Ints, greatest: Floats) -> tuple[Floats, Floats]:
    """Start and slope of the pieces between k and k + 1 offers that all have the greatest chance of the order."""
    start, slope = np.zeros((len(seats), POINTS)), np.zeros((len(seats), POINTS))
    odds = np.zeros((len(seats), int(seats.max(initial=1))))
    odds[:, 0] = 1
    open_seats = np.arange(odds.shape[1]) < seats[:, None]
    mean = np.zeros(len(seats))
    for point in range(POINTS):
        below = np.where(open_seats, odds, 0).sum(axis=1)
        start[:, point], slope[:, point] = mean - below * point * greatest, below
        mean = mean + below * greatest
        shifted = np.concatenate((np.zeros((len(seats), 1)), odds[:, :-1]), axis=1)
        odds = odds * (1 - greatest)[:, None] + shifted * greatest[:, None]
    return start, slope
