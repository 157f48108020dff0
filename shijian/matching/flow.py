"""Solve the network exactly, and prices that prove it."""

from __future__ import annotations

import numpy as np

from shijian.matching.network import Network
from shijian.matching.week import Ints


class Unsolved(Exception):
    """The solver is missing or gave no optimum; the plan falls back to the greedy rule and says so."""


def solve(network: Network) -> Ints:
    """The flow on each arc that costs least. Raises `Unsolved`."""
    try:
        from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped,unused-ignore]
    except ImportError as missing:
        raise Unsolved from missing
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, network.cost
    )
    solver.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
    if solver.solve() != solver.OPTIMAL:
        raise Unsolved
    return np.asarray(solver.flows(arcs), np.int64)


def prices(network: Network, flow: Ints) -> Ints:
    """A price of each node with which no arc could do better: shortest ways in what the flow leaves (Bellman-Ford).

    With the price p, every arc with room left has cost + p[tail] - p[head] >= 0, every arc in use has it <=
    0.
    """
    tail, head, cost = _residual(network, flow)
    turn = np.argsort(head, kind="stable")
    tail, head, cost = tail[turn], head[turn], cost[turn]
    nodes, starts = np.unique(head, return_index=True)
    price = np.zeros(len(network.supply), np.int64)
    for _round in range(len(price)):
        better = np.minimum.reduceat(price[tail] + cost, starts)
        if not (better < price[nodes]).any():
            return price
        price[nodes] = np.minimum(price[nodes], better)
    raise Unsolved


def _residual(network: Network, flow: Ints) -> tuple[Ints, Ints, Ints]:
    room, used = flow < network.capacity, flow > 0
    tail = np.concatenate((network.tail[room], network.head[used]))
    head = np.concatenate((network.head[room], network.tail[used]))
    return tail, head, np.concatenate((network.cost[room], -network.cost[used]))
