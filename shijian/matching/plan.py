"""A whole plan of a week: candidates, flow, orders that take all or none, and the certificate."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from shijian.matching import candidates, checker, flow, greedy, network, whole
from shijian.matching.candidates import Arcs
from shijian.matching.network import Wishes
from shijian.matching.week import Ints, Week


@dataclass(frozen=True)
class Plan:
    """Services (rows of order, person, span), what proves them, and how they came about.

    `prices` are those of the network's nodes, empty where the greedy rule had to help out (`exact` is false then).
    """

    services: Ints
    arcs: Arcs
    prices: Ints
    certificate: checker.Certificate
    exact: bool
    digest: str
    seed: int
    seconds: float


def make(week: Week, wishes: Wishes | None = None, *, most: int = 20, seed: int = 0) -> Plan:
    """The best plan of the week's candidates; the greedy one where the solver gives none."""
    began, wishes = time.perf_counter(), wishes or Wishes()
    arcs = candidates.find(week, most=most, seed=seed)
    net = network.build(week, arcs, wishes)
    try:
        used = flow.solve(net)
        prices, exact = flow.prices(net, used), True
        services = whole.mend(week, arcs, wishes, used[: len(arcs)] > 0)
    except flow.Unsolved:
        prices, exact = np.zeros(len(net.supply), np.int64), False
        services = greedy.fill(week, arcs, greedy.scarce_first(week, arcs))
    proof = checker.check(week, wishes, services, net, prices)
    return Plan(services, arcs, prices, proof, exact, week.digest(), seed, time.perf_counter() - began)
