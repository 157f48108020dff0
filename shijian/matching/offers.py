"""Whom to ask: offers that make the most of uncertain answers, without asking anybody too often.

Maximises the sum over orders of weight x E[min(yes, seats)] less what each offer costs in patience; one
offer a person and span, so many a person in all, so many for each seat. The function is submodular (Fisher,
Nemhauser, Wolsey 1978): offers are added by their marginal gain, weight x p x P(a seat is still free), from
a heap whose old gains can only be too high (Minoux 1978).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from shijian.matching.week import Arcs, Floats, Ints, Week

NOISE = 1e-9


@dataclass(frozen=True)
class Limits:
    """Most offers for a person and week and for each seat; what one offer costs, in 100 m of way."""

    per_person: int = 3
    fan_out: float = 4.0
    cost: float = 60.0


@dataclass(frozen=True)
class Asked:
    """Offers as indices of arcs in their turn, the fills to expect of each order, and the value."""

    arcs: Ints
    fills: Floats
    value: float


def choose(
    week: Week,
    arcs: Arcs,
    chance: Floats,
    limits: Limits,
    first: Iterable[int] = (),
    *,
    price: Floats | None = None,
) -> Asked:
    """Offers by marginal gain; `first` are indices of arcs that are asked in any case, as a plan wants.

    `price` of each arc (`offers_bound.above`): what its span is worth elsewhere. Offers that are worth more come first,
    then others while they bring anything.
    """
    state = State(week, arcs, chance, limits)
    for arc in first:
        state.add(arc)
    if price is not None:
        _grow(state, (limits.cost + price).tolist())
    _grow(state, [limits.cost] * len(arcs))
    return state.asked(limits.cost)


def _grow(state: State, cost: list[float]) -> None:
    heap = [(cost[arc] - state.gain(arc), arc) for arc in range(len(cost)) if state.gain(arc) > cost[arc]]
    heapq.heapify(heap)
    while heap:
        _old, arc = heapq.heappop(heap)
        loss = cost[arc] - state.gain(arc)
        if loss >= 0 or not state.may(arc):
            continue
        if heap and loss > heap[0][0] + NOISE:
            heapq.heappush(heap, (loss, arc))
        else:
            state.add(arc)


class State:
    """What is asked so far: for each order the chance of each number of yes below its seats."""

    def __init__(self, week: Week, arcs: Arcs, chance: Floats, limits: Limits) -> None:
        self.seats, self.weight = week.orders.seats.tolist(), week.orders.weight.tolist()
        self.order, self.person = arcs.order.tolist(), arcs.volunteer.tolist()
        self.slot, self.chance = arcs.slot.tolist(), chance.tolist()
        self.left = [[1.0] + [0.0] * (seats - 1) for seats in self.seats]
        self.open = [1.0] * len(self.seats)
        self.room = np.ceil(week.orders.seats * limits.fan_out).astype(int).tolist()
        self.times = np.minimum(week.volunteers.cap, limits.per_person).tolist()
        self.span_of: dict[int, int] = {}
        self.busy: set[tuple[int, int]] = set()
        self.pairs: set[tuple[int, int]] = set()
        self.chosen: dict[int, None] = {}

    def gain(self, arc: int) -> float:
        """What one more offer gives: the weight, the chance of a yes, the chance that a seat is still free."""
        order = self.order[arc]
        return float(self.weight[order] * self.chance[arc] * self.open[order])

    def may(self, arc: int) -> bool:
        """Whether the person may be asked (again, at that time) and the order may ask one more, in that span."""
        order, person, slot = self.order[arc], self.person[arc], self.slot[arc]
        free = (
            self.times[person] > 0 and (person, slot) not in self.busy and (order, person) not in self.pairs
        )
        return free and self.room[order] > 0 and self.span_of.get(order, slot) == slot

    def add(self, arc: int) -> None:
        """Ask: the number of yes grows by one with the chance of this one."""
        order, person, slot, p = self.order[arc], self.person[arc], self.slot[arc], self.chance[arc]
        self.left[order] = _after(self.left[order], p)
        self.open[order] = sum(self.left[order])
        self.room[order] -= 1
        self.times[person] -= 1
        self.span_of[order] = slot
        self.busy.add((person, slot))
        self.pairs.add((order, person))
        self.chosen[arc] = None

    def take_back(self, arc: int, rest: Iterable[int]) -> None:
        """Ask not; `rest` are the other offers of the order."""
        order, person, slot = self.order[arc], self.person[arc], self.slot[arc]
        left, others = [1.0] + [0.0] * (self.seats[order] - 1), list(rest)
        for other in others:
            left = _after(left, self.chance[other])
        self.left[order], self.open[order] = left, sum(left)
        self.room[order] += 1
        self.times[person] += 1
        self.busy.discard((person, slot))
        self.pairs.discard((order, person))
        del self.chosen[arc]
        if not others:
            del self.span_of[order]

    def asked(self, cost: float) -> Asked:
        """What was chosen and what may be hoped for."""
        lost = [
            sum((seats - k) * p for k, p in enumerate(left))
            for seats, left in zip(self.seats, self.left, strict=True)
        ]
        fills = np.asarray(self.seats, float) - np.asarray(lost)
        value = float((np.asarray(self.weight) * fills).sum() - cost * len(self.chosen))
        return Asked(np.fromiter(self.chosen, np.int64), fills, value)


def _after(left: list[float], p: float) -> list[float]:
    """The chance of each number of yes below the seats, after one more offer."""
    return [have * (1 - p) + less * p for have, less in zip(left, [0.0, *left], strict=False)]
