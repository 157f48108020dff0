"""Orders that take all their people in one span or none: fix the span, push or drop what stays torn, and flow again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching import flow, network
from shijian.matching.candidates import Arcs
from shijian.matching.network import Wishes
from shijian.matching.week import Flags, Ints, Week

# A torn order that is filled to this share is pushed in the next flow, the others are dropped; the bar rises by rounds.
BARS = (0.3, 0.5, 0.7, 0.85)
PUSH = 4


@dataclass
class _Draft:
    """Seats and weights with which the next flow is made, and the arcs that are left."""

    seats: Ints
    weight: Ints
    kept: Flags


def mend(week: Week, arcs: Arcs, wishes: Wishes, used: Flags) -> Ints:
    """Services in which no order is torn, from a flow that tore them. Raises `flow.Unsolved`."""
    whole = week.orders.whole
    if not whole.any():
        return rows(arcs, used)
    draft = _Draft(week.orders.seats.copy(), week.orders.weight.copy(), _fixed(week, arcs, used))
    for bar in BARS:
        used = _flow(week, arcs, wishes, draft)
        filled = _filled(week, arcs, used)
        torn = whole & (filled < draft.seats)
        if not torn.any():
            break
        near = torn & (filled >= bar * draft.seats)
        draft.weight[near] = week.orders.weight[near] * PUSH
        draft.seats[torn & ~near] = 0
    return _last(week, arcs, wishes, draft, used)


def _last(week: Week, arcs: Arcs, wishes: Wishes, draft: _Draft, used: Flags) -> Ints:
    """Drop what is torn until nothing is; each flow frees people for the others."""
    while (torn := week.orders.whole & (_filled(week, arcs, used) < draft.seats)).any():
        draft.seats[torn] = 0
        used = _flow(week, arcs, wishes, draft)
    return rows(arcs, used)


def rows(arcs: Arcs, used: Flags) -> Ints:
    """Rows of order, person, span."""
    return np.column_stack((arcs.order[used], arcs.volunteer[used], arcs.slot[used]))


def _fixed(week: Week, arcs: Arcs, used: Flags) -> Flags:
    """The arcs of ordinary orders, and of others those of the span with most people in the flow, then most candidates."""
    key = arcs.order * 64 + arcs.slot
    size = len(week.orders) * 64
    taken = np.bincount(key, used, size)
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
