"""Whether a plan holds and how far from the optimum it can be at most. It trusts no solver: numpy only, any prices give a bound.

Sum over arcs of capacity times the least of 0 and the reduced cost, less supply times price over nodes, is a lower bound of the
cost of every flow (weak duality; Ahuja, Magnanti, Orlin: Network Flows, 1993, chapter 9). The flow lets go of nothing but that
an order takes all its people at once or none, so its bound holds for plans with such orders as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.network import Network, Wishes
from shijian.matching.week import Ints, Week, lawful


@dataclass(frozen=True)
class Certificate:
    """Each broken rule in a word, what the plan costs, and a bound below which no plan of these candidates can be."""

    broken: tuple[str, ...]
    value: int
    bound: int

    @property
    def gap(self) -> float:
        """The share of its cost by which the plan may be too dear."""
        return (self.value - self.bound) / max(1, abs(self.value))


def check(week: Week, wishes: Wishes, services: Ints, network: Network, prices: Ints) -> Certificate:
    """Hold services (rows of order, person, span) against the week, and their cost against what the prices prove."""
    reduced = network.cost + prices[network.tail] - prices[network.head]
    bound = (network.capacity * np.minimum(0, reduced)).sum() - (network.supply * prices).sum()
    return Certificate(broken(week, services), value(week, wishes, services), int(bound))


def broken(week: Week, services: Ints) -> tuple[str, ...]:
    """The rules that these services break."""
    order, person, slot = services.T
    filled, seats = np.bincount(order, minlength=len(week.orders)), week.orders.seats
    spans = np.unique(services[:, ::2], axis=0)
    at_once, twice = np.unique(services[:, 1:], axis=0), np.unique(services[:, :2], axis=0)
    found = {
        "unlawful": not lawful(week, order, person, slot).all(),
        "two at once": len(at_once) < len(services),
        "one order twice": len(twice) < len(services),
        "over the cap": (np.bincount(person, minlength=len(week.volunteers)) > week.volunteers.cap).any(),
        "too many": (filled > seats).any(),
        "torn": (week.orders.whole & (filled > 0) & (filled < seats)).any() or len(spans) > len(np.unique(order)),
    }
    return tuple(word for word, bad in found.items() if bad)


def value(week: Week, wishes: Wishes, services: Ints) -> int:
    """The cost of a plan in 100 m: ways, load of people, empty seats and their villages."""
    order, person, _slot = services.T
    way = np.rint(week.distance[week.volunteers.home[person], week.orders.village[order]] * 10).sum()
    load = np.bincount(np.bincount(person)) if len(person) else np.zeros(1, int)
    costs = np.concatenate(([0], np.cumsum((*wishes.load, *[wishes.load[-1]] * len(load)))))
    empty = week.orders.seats - np.bincount(order, minlength=len(week.orders))
    total = way + (load * costs[: len(load)]).sum() + (empty * week.orders.weight).sum()
    return int(total + _villages(week, wishes, empty))


def _villages(week: Week, wishes: Wishes, empty: Ints) -> int:
    places, parts = len(week.distance), len(wishes.village)
    seats = np.bincount(week.orders.village, week.orders.seats, places).astype(np.int64)
    missing = np.bincount(week.orders.village, empty, places).astype(np.int64)
    rooms = [np.clip(missing - seats * part // parts, 0, seats * (part + 1) // parts - seats * part // parts) for part in range(parts)]
    return int(sum(cost * room.sum() for cost, room in zip(wishes.village, rooms, strict=True)))
