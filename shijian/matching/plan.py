"""A whole plan of a week: candidates, flow, orders that come together, and the certificate."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from shijian.matching import ascent, candidates, checker, flow, greedy, network, whole
from shijian.matching.week import Arcs, Floats, Ints, Prices, Week, Wishes

Chance = Callable[[Arcs], Floats]
Bids = Callable[[Arcs], Ints]
FLOW, GREEDY = "flow", "greedy"


@dataclass(frozen=True)
class Plan:
    """Services (rows of order, person, span), what proves them, and how they came about.

    `solver` is "greedy" where the exact one was missing, failed, or the time was over before it began. `bid` is what
    of the cost of each arc keeps people free for orders that are still to come.
    """

    services: Ints
    arcs: Arcs
    prices: Prices
    certificate: checker.Certificate
    solver: str
    digest: str
    seed: int
    seconds: float
    bid: Ints


def make(
    week: Week,
    wishes: Wishes | None = None,
    *,
    chance: Chance | None = None,
    bids: Bids | None = None,
    most: int = 20,
    seed: int = 0,
    seconds: float = 60.0,
) -> Plan:
    """The best plan of the week's candidates in about so many seconds; the greedy one where the solver gives none.

    `chance` gives the probability that the person of each arc says yes; without it everybody does. `bids` gives what
    each arc costs more because its person may be needed for what is still to come; the proof is of these costs.
    """
    began, wishes = time.perf_counter(), wishes or Wishes()

    def late(share: float = 1.0) -> bool:
        return time.perf_counter() - began > seconds * share

    arcs = candidates.find(week, most=most, seed=seed)
    arcs = arcs.with_chance(week, chance(arcs)) if chance else arcs
    bid = bids(arcs) if bids else np.zeros(len(arcs), np.int64)
    arcs = replace(arcs, cost=arcs.cost + bid)
    try:
        if late():
            raise flow.Unsolved
        services, prices = _exact(week, arcs, wishes, late)
        solver = FLOW
    except flow.Unsolved:
        services, prices, solver = _simple(week, arcs, wishes), _no_prices(week, arcs), GREEDY
    proof = checker.check(week, wishes, arcs, services, prices)
    seconds = time.perf_counter() - began
    return Plan(services, arcs, prices, proof, solver, _digest(week, arcs, wishes), seed, seconds, bid)


def _digest(week: Week, arcs: Arcs, wishes: Wishes) -> str:
    """SHA-256 of all that decides: the week, what the county wishes, and what each arc costs with chances and bids."""
    facts = f"{week.digest()} {wishes.load} {wishes.village}"
    return hashlib.sha256(facts.encode() + arcs.cost.astype("<i8").tobytes()).hexdigest()


def _exact(week: Week, arcs: Arcs, wishes: Wishes, late: Callable[[float], bool]) -> tuple[Ints, Prices]:
    net = network.build(week, arcs, wishes)
    used = flow.solve(net)
    prices = net.prices(flow.prices(net, used))
    often = (used[: len(arcs)] > 0).astype(float)
    if not whole.together(week).any():
        return arcs.rows(often > 0), prices
    known = checker.value(week, wishes, arcs, _simple(week, arcs, wishes))
    climbed = ascent.climb(week, arcs, wishes, prices, known, stop=lambda: late(0.5))
    return whole.mend(week, arcs, wishes, climbed.often), climbed.prices


def _simple(week: Week, arcs: Arcs, wishes: Wishes) -> Ints:
    """The best of three greedy turns."""
    turns = (greedy.as_they_come, greedy.urgent_first, greedy.scarce_first)
    plans = [greedy.fill(week, arcs, turn(week, arcs)) for turn in turns]
    return min(plans, key=lambda services: checker.value(week, wishes, arcs, services))


def _no_prices(week: Week, arcs: Arcs) -> Prices:
    spans = np.unique(arcs.volunteer * 64 + arcs.slot)
    return Prices(spans, np.zeros(len(spans)), np.zeros(len(week.distance)))
