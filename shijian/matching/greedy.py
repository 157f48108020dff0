"""Simple rules to measure a plan against, and to fall back on: order after order takes whom it finds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from shijian.matching.week import Arcs, Ints, Week

Turn = Callable[[Week, Arcs], Ints]


def fill(week: Week, arcs: Arcs, turn: Ints) -> Ints:
    """Rows of order, volunteer, span: orders in that turn take who is free, nearest first.

    An order that takes all its people or none takes the first of its spans that fills it.
    """
    state = _State(week)
    begins = np.searchsorted(arcs.order, np.arange(len(week.orders) + 1))
    taken: list[tuple[int, int, int]] = []
    for order in turn.tolist():
        mine = np.arange(begins[order], begins[order + 1])
        taken.extend(state.serve(order, arcs, mine))
    return np.asarray(taken, np.int64).reshape(-1, 3)


def add(week: Week, arcs: Arcs, services: Ints) -> Ints:
    """The services and, for orders without any, what those who are still free can give; dearest orders first."""
    state = _State(week, services)
    begins = np.searchsorted(arcs.order, np.arange(len(week.orders) + 1))
    bare = np.flatnonzero(np.bincount(services[:, 0], minlength=len(week.orders)) == 0)
    bare = bare[np.argsort(-(week.orders.weight * week.orders.seats)[bare], kind="stable")]
    more = [state.serve(each, arcs, np.arange(begins[each], begins[each + 1])) for each in bare.tolist()]
    found = [row for rows in more for row in rows]
    return np.concatenate((services, np.asarray(found, np.int64).reshape(-1, 3)))


class _State:
    def __init__(self, week: Week, services: Ints | None = None) -> None:
        self.week = week
        taken = np.empty((0, 3), np.int64) if services is None else services
        self.busy = set((taken[:, 1] * 64 + taken[:, 2]).tolist())
        self.left = (week.volunteers.cap - np.bincount(taken[:, 1], minlength=len(week.volunteers))).tolist()

    def serve(self, order: int, arcs: Arcs, mine: Ints) -> list[tuple[int, int, int]]:
        spans = np.unique(arcs.slot[mine]).tolist()
        best: list[tuple[int, int]] = []
        for span in spans:
            able = mine[arcs.slot[mine] == span]
            chosen = self._free(arcs, able, span, int(self.week.orders.seats[order]))
            best = max(best, chosen, key=len)
        if self.week.orders.whole[order] and len(best) < self.week.orders.seats[order]:
            return []
        for person, span in best:
            self.busy.add(person * 64 + span)
            self.left[person] -= 1
        return [(order, person, span) for person, span in best]

    def _free(self, arcs: Arcs, able: Ints, span: int, seats: int) -> list[tuple[int, int]]:
        people = arcs.volunteer[able].tolist()
        ways = arcs.way[able].tolist()
        free = [
            (w, p)
            for w, p in zip(ways, people, strict=True)
            if self.left[p] and p * 64 + span not in self.busy
        ]
        return [(person, span) for _way, person in sorted(free)[:seats]]


def as_they_come(week: Week, arcs: Arcs) -> Ints:
    """First come, nearest first."""
    return np.arange(len(week.orders))


def urgent_first(week: Week, arcs: Arcs) -> Ints:
    """The most urgent order first."""
    return np.argsort(-week.orders.weight, kind="stable")


def scarce_first(week: Week, arcs: Arcs) -> Ints:
    """The order with the fewest people for each seat first."""
    found = np.bincount(arcs.order, minlength=len(week.orders))
    return np.argsort(found / np.maximum(1, week.orders.seats), kind="stable")
