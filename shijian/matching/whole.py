"""Orders that take all their people in one span or none: fix the span, push or drop what stays torn, and flow again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching import flow, greedy, network
from shijian.matching.candidates import Arcs
from shijian.matching.network import Wishes
from shijian.matching.week import Flags, Floats, Ints, Week

# Torn orders are pushed by this factor; in each round this share of those that stay torn, the emptiest, is let go.
PUSH = 3
GO = 0.3
ROUNDS = 7


@dataclass
class _Draft:
    """Seats and weights with which the next flow is made, and the arcs that are left."""

    seats: Ints
    weight: Ints
    kept: Flags


def mend(week: Week, arcs: Arcs, wishes: Wishes, often: Floats) -> Ints:
    """Services in which no order is torn, from how often each arc was wanted. Raises `flow.Unsolved`."""
    if not week.orders.whole.any():
        return rows(arcs, often > 0)
    draft = _Draft(week.orders.seats.copy(), week.orders.weight.copy(), _fixed(week, arcs, often))
    for turn in range(ROUNDS + 1):
        used = _flow(week, arcs, wishes, draft)
        short = np.where(week.orders.whole, draft.seats - _filled(week, arcs, used), 0)
        torn = np.flatnonzero(short)
        if not len(torn):
            break
        worst = torn[np.argsort(-short[torn] / draft.seats[torn], kind="stable")]
        let_go = worst if turn == ROUNDS - 1 else worst[: max(1, round(len(worst) * GO))]
        draft.weight[torn] = week.orders.weight[torn] * PUSH
        draft.seats[let_go] = 0
    return greedy.add(week, arcs, rows(arcs, used))


def rows(arcs: Arcs, used: Flags) -> Ints:
    """Rows of order, person, span."""
    return np.column_stack((arcs.order[used], arcs.volunteer[used], arcs.slot[used]))


def _fixed(week: Week, arcs: Arcs, often: Floats) -> Flags:
    """The arcs of ordinary orders, and of others those of the span with most people in the flow, then most candidates."""
    key = arcs.order * 64 + arcs.slot
    size = len(week.orders) * 64
    taken = np.bincount(key, often, size)
    score = (taken * 1000 + np.bincount(key, minlength=size)).reshape(-1, 64)
    return ~week.orders.whole[arcs.order] | (score.argmax(axis=1)[arcs.order] == arcs.slot)


def _filled(week: Week, arcs: Arcs, used: Flags) -> Ints:
    return np.bincount(arcs.order[used], minlength=len(week.orders))


def _flow(week: Week, arcs: Arcs, wishes: Wishes, draft: _Draft) -> Flags:
    kept = np.flatnonzero(draft.kept & (draft.seats[arcs.order] > 0))
    left = Arcs(*(column[kept] for column in (arcs.order, arcs.volunteer, arcs.slot, arcs.way)))
    net = network.build(week, left, wishes, draft.seats, draft.weight)
    used = np.zeros(len(arcs), bool)
    used[kept] = flow.solve(net)[: len(left)] > 0
    return used
