"""Two concave bounds of the seats that an order may hope to fill, by their tangents.

E[min(yes, h)] is at most Phi(sum of -ln(1 - p)), the mean of min(Poisson, h), since a Bernoulli is at most
a Poisson that is zero as often (equal for h = 1); and at most G(sum of p), the mean of min(binomial with
the greatest p, h) between whole numbers of offers (Hoeffding 1956). Both are concave, so each tangent
bounds them by a sum over offers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.week import Floats, Ints

POINTS = 40
STEP = 0.25
LEAST = 1e-6


@dataclass(frozen=True)
class Family:
    """Tangents of one bound: `start` and `slope` for each order and point, and what each offer adds to the sum."""

    start: Floats
    slope: Floats
    adds: Floats


def families(seats: Ints, greatest: Floats, chance: Floats) -> tuple[Family, Family]:
    """Both bounds, for orders with so many seats and with their greatest chance; `chance` in any shape."""
    chance = np.clip(chance, LEAST, 1 - LEAST)
    return (
        Family(*_poisson(seats), -np.log1p(-chance)),
        Family(*_binomial(seats, np.clip(greatest, LEAST, 1 - LEAST)), chance),
    )


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
