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
# Answers are held against promises of models that did not see them: so many parts, each promised by the others.
FOLDS = 5


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
        weights = weights - _short_enough(rows, yes, pull, weights, step) * step
        if np.abs(step).max() < CLOSE:
            break
    model = Model(weights, len(yes))
    return replace(model, off=calibration(model.predict(features), yes))


def _short_enough(rows: Floats, yes: Flags, pull: float, weights: Floats, step: Floats) -> float:
    """The share of a step that makes the loss no greater: a whole one can leap over the goal and farther away."""

    def loss(at: Floats) -> float:
        odds = rows @ at
        return float((np.logaddexp(0, odds) - yes * odds).sum() + pull / 2 * ((at - PRIOR) ** 2).sum())

    now, share = loss(weights), 1.0
    while share > CLOSE and loss(weights - share * step) > now:
        share /= 2
    return share


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of about the same chance: the mean of the `promised` chances, the `real` share of yes, how many."""

    promised: float
    real: float
    answers: int


def groups(chance: Floats, yes: Flags, most: int = 10) -> list[Group]:
    """So many groups of equal size at most, by rising chance."""
    if not len(yes):
        return []
    turn = np.array_split(np.argsort(chance, kind="stable"), min(most, len(yes)))
    return [Group(float(chance[part].mean()), float(yes[part].mean()), len(part)) for part in turn]


def distance(found: list[Group]) -> float:
    """The mean distance between promised and real shares, each group by its answers (0 = honest)."""
    answers = sum(each.answers for each in found)
    return sum(abs(each.promised - each.real) * each.answers for each in found) / max(1, answers)


def calibration(chance: Floats, yes: Flags, most: int = 10) -> float:
    """The distance of promises from what came true, over so many groups."""
    return distance(groups(chance, yes, most))


def unseen(features: Floats, yes: Flags, folds: int = FOLDS) -> Floats:
    """The chance of each answer by a model of the answers of the other folds: what is promised of what is new."""
    fold, chance = np.arange(len(yes)) % folds, np.zeros(len(yes))
    for own in range(folds):
        kept = fold == own
        chance[kept] = fit(features[~kept], yes[~kept]).predict(features[kept])
    return chance


def rows(*, km: Floats, near: Flags, free: Flags, load: Ints, yes: Ints, no: Ints, urgent: Flags) -> Floats:
    """A row of features for each: `load` services of late, `yes` and `no` answers before."""
    share = (yes + 1) / (yes + no + 2) - 0.5
    return np.column_stack(
        [near, np.minimum(km, 40) / 10, free, np.minimum(load, 8) / 4, share, urgent]
    ).astype(float)


def _with_one(features: Floats) -> Floats:
    return np.column_stack((np.ones(len(features)), features))
