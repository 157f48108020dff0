"""How likely somebody says yes: a logistic model with plain features, learnt from the answers to earlier offers.

A prior stands in for history: the fit minimises the log loss plus a quadratic pull to the prior's weights
(ridge; Hoerl and Kennard 1970), so that with no answers the prior holds and with many it fades. Newton's
method; the sum is strictly convex.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from shijian.matching.week import Flags, Floats, Ints

# In this order in every row of features; each of a size near 1, so that the pull holds all alike (10 km, 4 services).
FEATURES = ("near", "km", "said-free", "load", "yes-before", "urgent")
# What is held before anybody answered: about 0.45 for a neighbour who said nothing of his times.
PRIOR = np.array([-0.6, 0.4, -0.6, 0.5, -0.6, 1.2, 0.2])
PULL = 8.0
ROUNDS = 30
CLOSE = 1e-9


@dataclass(frozen=True)
class Model:
    """Weights of 1 and of each feature, from how many answers, and how far off it was on them (ten groups)."""

    weights: Floats
    answers: int = 0
    off: float = 0.0

    @classmethod
    def prior(cls) -> Model:
        """What holds while nobody has answered."""
        return cls(PRIOR)

    def predict(self, features: Floats) -> Floats:
        """The probability of a yes for each row."""
        return np.asarray(1 / (1 + np.exp(-_with_one(features) @ self.weights)), float)

    def parts(self, features: Floats) -> Floats:
        """What each feature adds to or takes from the log-odds, for each row: the explanation."""
        return np.asarray(features * self.weights[1:], float)


def fit(features: Floats, yes: Flags, *, pull: float = PULL) -> Model:
    """The model that these answers teach; `pull` is how many answers the prior is worth."""
    rows = _with_one(features)
    weights = PRIOR.copy()
    for _round in range(ROUNDS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - yes) + pull * (weights - PRIOR)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + pull * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < CLOSE:
            break
    model = Model(weights, len(yes))
    return replace(model, off=calibration(model.predict(features), yes))


def calibration(chance: Floats, yes: Flags, groups: int = 10) -> float:
    """The mean distance between promised and real shares over groups of equal size, sorted by chance (0 = honest)."""
    if not len(yes):
        return 0.0
    turn = np.array_split(np.argsort(chance, kind="stable"), min(groups, len(yes)))
    off = [abs(chance[part].mean() - yes[part].mean()) * len(part) for part in turn]
    return float(sum(off) / len(yes))


def rows(*, km: Floats, near: Flags, free: Flags, load: Ints, yes: Ints, no: Ints, urgent: Flags) -> Floats:
    """A row of features for each: `load` services of late, `yes` and `no` answers before."""
    share = (yes + 1) / (yes + no + 2) - 0.5
    return np.column_stack(
        [near, np.minimum(km, 40) / 10, free, np.minimum(load, 8) / 4, share, urgent]
    ).astype(float)


def _with_one(features: Floats) -> Floats:
    return np.column_stack((np.ones(len(features)), features))
