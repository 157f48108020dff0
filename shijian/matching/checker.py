"""Whether a plan holds, and how far from the optimum it can be at most.

Numpy only: it trusts no solver, and any prices give a bound.

Lagrange's bound (Geoffrion 1974): whatever a span of a person and an empty seat of a village may be priced
at, each order takes what is cheapest for it, each person the spans that pay most beyond the load, each
village the empty seats that pay beyond their cost; no plan of these candidates can cost less than the sum.
At the prices of an optimal flow the sum is what the flow costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.week import Arcs, Floats, Ints, Prices, Week, Wishes, lawful


@dataclass(frozen=True)
class Certificate:
    """What a plan breaks and costs, in 100 m.

    `broken` has each broken rule in a word; no plan of the same candidates costs less than `bound`;
    `nothing` is the cost of serving nobody.
    """

    broken: tuple[str, ...]
    value: int
    bound: float
    nothing: int

    @property
    def gap(self) -> float:
        """The share of what the best plan could save, against serving nobody, that this plan may miss."""
        return (self.value - self.bound) / max(1.0, self.nothing - self.bound)

    @property
    def gap_of_cost(self) -> float:
        """The same difference as a share of what the plan costs: stricter where hardly a seat stays empty."""
        return (self.value - self.bound) / max(1, self.value)


def check(week: Week, wishes: Wishes, arcs: Arcs, services: Ints, prices: Prices) -> Certificate:
    """Hold services (rows of order, person, span) against the week, and their cost against what the prices prove."""
    nothing = value(week, wishes, arcs, np.empty((0, 3), np.int64))
    return Certificate(
        broken(week, arcs, services),
        value(week, wishes, arcs, services),
        bound(week, wishes, arcs, prices),
        nothing,
    )


def broken(week: Week, arcs: Arcs, services: Ints) -> tuple[str, ...]:
    """The rules that these services break."""
    order, person, slot = services.T
    filled, seats = np.bincount(order, minlength=len(week.orders)), week.orders.seats
    spans = np.unique(services[:, ::2], axis=0)
    at_once, twice = np.unique(services[:, 1:], axis=0), np.unique(services[:, :2], axis=0)
    found = {
        "no candidate": (arcs.find(services) < 0).any(),
        "unlawful": not lawful(week, order, person, slot).all(),
        "two at once": len(at_once) < len(services),
        "one order twice": len(twice) < len(services),
        "over the cap": (np.bincount(person, minlength=len(week.volunteers)) > week.volunteers.cap).any(),
        "too many": (filled > seats).any(),
        "torn": (week.orders.whole & (filled > 0) & (filled < seats)).any()
        or len(spans) > len(np.unique(order)),
    }
    return tuple(word for word, bad in found.items() if bad)


def value(week: Week, wishes: Wishes, arcs: Arcs, services: Ints) -> int:
    """The cost of a plan in 100 m: its arcs (ways and risks), load of people, empty seats and their villages."""
    order, person, _slot = services.T
    way = arcs.cost[arcs.find(services)].sum()
    load = np.bincount(np.bincount(person)) if len(person) else np.zeros(1, int)
    costs = np.concatenate(([0], np.cumsum((*wishes.load, *[wishes.load[-1]] * len(load)))))
    empty = week.orders.seats - np.bincount(order, minlength=len(week.orders))
    total = way + (load * costs[: len(load)]).sum() + (empty * week.orders.weight).sum()
    missing = np.bincount(week.orders.village, empty, len(week.distance))
    parts = zip(wishes.village, shares(week, wishes), strict=True)
    return int(
        total + sum(cost * np.clip(missing - before, 0, width).sum() for cost, (before, width) in parts)
    )


def bound(week: Week, wishes: Wishes, arcs: Arcs, prices: Prices) -> float:
    """The least that orders, people and villages, each for itself, could cost at these prices."""
    alone = week.orders.weight + prices.village[week.orders.village]
    gain = (
        arcs.cost
        + prices.span[np.searchsorted(prices.spans, arcs.volunteer * 64 + arcs.slot)]
        - alone[arcs.order]
    )
    turn, starts, rank = ranked(arcs.order * 64 + arcs.slot, gain)
    owner, seats = arcs.order[turn], week.orders.seats[arcs.order[turn]]
    whole = week.orders.whole[owner]
    taken = (rank < seats) & (whole | (gain[turn] < 0))
    worth = np.add.reduceat(np.where(taken, gain[turn], 0.0), starts) if len(starts) else np.empty(0)
    worth[whole[starts] & (np.diff(np.r_[starts, len(turn)]) < seats[starts])] = 0
    best = np.zeros(len(week.orders))
    np.minimum.at(best, owner[starts], worth)
    return float(
        (alone * week.orders.seats).sum()
        + best.sum()
        + _people(week, wishes, prices)
        + _villages(week, wishes, prices)
    )


def _people(week: Week, wishes: Wishes, prices: Prices) -> float:
    turn, _starts, rank = ranked(prices.spans // 64, -prices.span)
    load = np.asarray(wishes.load, float)[np.minimum(rank, len(wishes.load) - 1)]
    able = rank < week.volunteers.cap[prices.spans[turn] // 64]
    return float(np.minimum(0, np.where(able, load - prices.span[turn], 0)).sum())


def _villages(week: Week, wishes: Wishes, prices: Prices) -> float:
    parts = zip(wishes.village, shares(week, wishes), strict=True)
    return float(
        sum((np.minimum(0, cost - prices.village) * width).sum() for cost, (_before, width) in parts)
    )


def shares(week: Week, wishes: Wishes) -> list[tuple[Ints, Ints]]:
    """For each village the seats before each of its parts, and how many the part has."""
    seats = np.bincount(week.orders.village, week.orders.seats, len(week.distance)).astype(np.int64)
    parts = len(wishes.village)
    return [
        (seats * part // parts, seats * (part + 1) // parts - seats * part // parts) for part in range(parts)
    ]


def ranked(key: Ints, cost: Floats) -> tuple[Ints, Ints, Ints]:
    """Sorted by key, then cost: the turn, where each key starts in it, and each rank within its key."""
    turn = np.lexsort((cost, key))
    starts = np.flatnonzero(np.diff(key[turn], prepend=-1))
    rank = np.arange(len(turn)) - np.repeat(starts, np.diff(np.r_[starts, len(turn)]))
    return turn, starts, rank
