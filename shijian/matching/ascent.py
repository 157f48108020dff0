"""Better prices, step by step: what is wanted too often grows dearer.

Subgradients with Polyak's step and a mean of directions (Camerini, Fratta, Maffioli 1975)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from shijian.matching import bound
from shijian.matching.bound import Answer
from shijian.matching.week import Arcs, Floats, Ints, Prices, Week, Wishes

STEPS = 60
STRIDE = 0.3
KEEP = 0.7
PATIENCE = 8
Course = tuple[Floats, Floats]


@dataclass(frozen=True)
class Climbed:
    """The best prices found, their bound, and how often each arc was wanted on the way (later steps count more)."""

    prices: Prices
    bound: float
    often: Floats


def climb(
    week: Week,
    arcs: Arcs,
    wishes: Wishes,
    prices: Prices,
    above: float,
    *,
    stop: Callable[[], bool],
    steps: int = STEPS,
) -> Climbed:
    """Raise the bound towards `above`, the cost of a known plan, until `stop` says so or after so many steps."""
    span = np.searchsorted(prices.spans, arcs.volunteer * 64 + arcs.slot)
    now = bound.answer(week, arcs, wishes, prices)
    best, best_prices, often = now.bound, prices, now.used.astype(float)
    stride, idle = STRIDE, 0
    course = _course(now, span, len(prices.spans))
    for _step in range(steps):
        if stop():
            break
        prices = _moved(prices, course, stride * max(0.0, above - now.bound))
        now = bound.answer(week, arcs, wishes, prices)
        often = 0.9 * often + 0.1 * now.used
        course = _blend(course, _course(now, span, len(prices.spans)))
        if now.bound > best:
            best, best_prices, idle = now.bound, prices, 0
        else:
            idle += 1
        if idle == PATIENCE:
            stride, idle = stride / 2, 0
    return Climbed(best_prices, best, often)


def _blend(old: Course, new: Course) -> Course:
    return KEEP * old[0] + (1 - KEEP) * new[0], KEEP * old[1] + (1 - KEEP) * new[1]


def _course(now: Answer, span: Ints, spans: int) -> Course:
    return np.bincount(span, now.used, spans) - now.wanted.astype(float), now.empty - now.room


def _moved(prices: Prices, course: Course, far: float) -> Prices:
    length = sum(float((each**2).sum()) for each in course)
    if not length:
        return prices
    step = far / length
    return replace(
        prices,
        span=np.maximum(0, prices.span + step * course[0]),
        village=np.maximum(0, prices.village + step * course[1]),
    )
