"""Orders whose people come together in one span: fix it, push or let go what stays torn, flow again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching import flow, greedy, network
from shijian.matching.week import Arcs, Flags, Floats, Ints, Week, Wishes

# Torn orders are pushed by this factor; in each round this share of those that stay torn, the emptiest, is let go.
PUSH = 2
GO = 0.5
ROUNDS = 4


@dataclass
class _Draft:
    """Seats and weights with which the next flow is made, and the arcs that are left."""

    seats: Ints
    weight: Ints
    kept: Flags


def together(week: Week) -> Flags:
    """The orders that a flow alone may tear: all or none, or several people and several spans to choose from."""
    one_span = week.orders.slots & (week.orders.slots - np.uint64(1)) == 0
    return np.asarray(week.orders.whole | ((week.orders.seats > 1) & ~one_span))


def mend(week: Week, arcs: Arcs, wishes: Wishes, often: Floats) -> Ints:
    """Services in which no order is torn, from how often each arc was wanted. Raises `flow.Unsolved`."""
    draft = _Draft(week.orders.seats.copy(), week.orders.weight.copy(), _fixed(week, arcs, often))
    used = _flow(week, arcs, wishes, draft)
    for _turn in range(ROUNDS):
        short = _short(week, arcs, used, draft.seats)
        torn = np.flatnonzero(short)
        if not len(torn):
            break
        worst = torn[np.argsort(-short[torn] / draft.seats[torn], kind="stable")]
        draft.weight[torn] = week.orders.weight[torn] * PUSH
        draft.seats[worst[: max(1, round(len(worst) * GO))]] = 0
        used = _flow(week, arcs, wishes, draft)
    used &= _short(week, arcs, used, draft.seats)[arcs.order] == 0
    return greedy.add(week, arcs, arcs.rows(used))


def _fixed(week: Week, arcs: Arcs, often: Floats) -> Flags:
    """All arcs of ordinary orders; of others those of the span that most people took, then most could take."""
    key = arcs.order * 64 + arcs.slot
    size = len(week.orders) * 64
    taken = np.bincount(key, often, size)
    score = (taken * 1000 + np.bincount(key, minlength=size)).reshape(-1, 64)
    return np.asarray(~together(week)[arcs.order] | (score.argmax(axis=1)[arcs.order] == arcs.slot))


def _short(week: Week, arcs: Arcs, used: Flags, seats: Ints) -> Ints:
    """How many people each order that takes all or none still lacks."""
    return np.where(week.orders.whole, seats - np.bincount(arcs.order[used], minlength=len(week.orders)), 0)


def _flow(week: Week, arcs: Arcs, wishes: Wishes, draft: _Draft) -> Flags:
    kept = np.flatnonzero(draft.kept & (draft.seats[arcs.order] > 0))
    left = arcs.only(kept)
    net = network.build(week, left, wishes, draft.seats, draft.weight)
    used = np.zeros(len(arcs), bool)
    used[kept] = flow.solve(net)[: len(left)] > 0
    return used
