"""Better prices, step by step: what is wanted too often grows dearer (subgradients with Polyak's step and a mean of directions)."""

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
    """Raise the bound towards `above`, the cost of a known plan, in at most so many steps and not after `stop` says so."""
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
        course = tuple(
            KEEP * old + (1 - KEEP) * new
            for old, new in zip(course, _course(now, span, len(prices.spans)), strict=True)
        )
        if now.bound > best:
            best, best_prices, idle = now.bound, prices, 0
        else:
            idle += 1
        if idle == PATIENCE:
            stride, idle = stride / 2, 0
    return Climbed(best_prices, best, often)


def _course(now: Answer, span: Ints, spans: int) -> tuple[Floats, Floats]:
    return np.bincount(span, now.used, spans) - now.wanted, now.empty - now.room


def _moved(prices: Prices, course: tuple[Floats, Floats], far: float) -> Prices:
    length = sum(float((each**2).sum()) for each in course)
    if not length:
        return prices
    step = far / length
    return replace(
        prices,
        span=np.maximum(0, prices.span + step * course[0]),
        village=np.maximum(0, prices.village + step * course[1]),
    )
