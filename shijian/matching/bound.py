"""What orders, people and villages choose, each for itself, at given prices, and the bound that follows.

Lagrange's bound (Geoffrion 1974): whatever the prices, each order takes what is cheapest for it, each
person the spans that pay most beyond the load, each village the empty seats that pay beyond what they cost.
The sum is at most the cost of any plan. An order that takes all or none is minimised as a whole, so the
bound is as strong as the convex hull of such orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.checker import ranked, shares
from shijian.matching.week import Arcs, Flags, Floats, Ints, Prices, Week, Wishes


@dataclass(frozen=True)
class Answer:
    """The bound, and what orders, people and villages choose at these prices."""

    bound: float
    used: Flags
    wanted: Flags
    empty: Floats
    room: Floats


def answer(week: Week, arcs: Arcs, wishes: Wishes, prices: Prices) -> Answer:
    """What everybody chooses at these prices, and what it costs in all."""
    orders, used, empty = _orders(week, arcs, prices)
    people, wanted = _people(week, wishes, prices)
    villages, room = _villages(week, wishes, prices)
    return Answer(orders + people + villages, used, wanted, empty, room)


def _orders(week: Week, arcs: Arcs, prices: Prices) -> tuple[float, Flags, Floats]:
    alone = (week.orders.weight + prices.village[week.orders.village]).astype(float)
    gain = (
        arcs.cost
        + prices.span[np.searchsorted(prices.spans, arcs.volunteer * 64 + arcs.slot)]
        - alone[arcs.order]
    )
    key = arcs.order * 64 + arcs.slot
    turn, starts, rank = ranked(key, gain)
    owner, sizes = arcs.order[turn][starts], np.diff(np.r_[starts, len(turn)])
    whole, seats = week.orders.whole[owner], week.orders.seats[owner]
    taken = (rank < np.repeat(seats, sizes)) & (np.repeat(whole, sizes) | (gain[turn] < 0))
    taken_gain = np.where(taken, gain[turn], 0.0)
    worth = np.bincount(np.repeat(np.arange(len(starts)), sizes), taken_gain, len(starts)).astype(float)
    worth[whole & (sizes < seats)] = np.inf
    best = _best(owner, worth)
    used: Flags = np.zeros(len(turn), bool)
    used[turn] = taken & np.repeat(best, sizes)
    empty = week.orders.seats - np.bincount(arcs.order[used], minlength=len(week.orders))
    total = float((alone * week.orders.seats).sum() + worth[best].sum())
    return total, used, np.bincount(week.orders.village, empty, len(week.distance)).astype(float)


def _best(owner: Ints, worth: Floats) -> Flags:
    """Of each order the span that is worth most, where it is worth anything."""
    turn, starts, _rank = ranked(owner, worth)
    first = turn[starts]
    best = np.zeros(len(owner), bool)
    best[first[worth[first] < 0]] = True
    return best


def _people(week: Week, wishes: Wishes, prices: Prices) -> tuple[float, Flags]:
    person = prices.spans // 64
    turn, _starts, rank = ranked(person, -prices.span)
    load = np.asarray(wishes.load, float)[np.minimum(rank, len(wishes.load) - 1)]
    gain = np.where(rank < week.volunteers.cap[person[turn]], load - prices.span[turn], 0.0)
    wanted = np.zeros(len(turn), bool)
    wanted[turn] = gain < 0
    return float(np.minimum(gain, 0).sum()), wanted


def _villages(week: Week, wishes: Wishes, prices: Prices) -> tuple[float, Floats]:
    total, room = 0.0, np.zeros(len(week.distance))
    for cost, (_before, width) in zip(wishes.village, shares(week, wishes), strict=True):
        gain = cost - prices.village
        total += float((np.minimum(0, gain) * width).sum())
        room += np.where(gain < 0, width, 0)
    return total, room
