"""The week as a minimum-cost flow: orders give seats, people take them; load and unmet seats cost more and more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.week import Arcs, Ints, Prices, Week, Wishes


@dataclass(frozen=True)
class Network:
    """Arcs from `tail` to `head` with capacity and cost, supplies of nodes; the first `services` arcs are candidates.

    `spans` are the spans of people in the order of their nodes, which begin at `first_span`; villages begin
    at `first_village`.
    """

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints
    services: int
    spans: Ints
    first_span: int
    first_village: int

    def prices(self, potential: Ints) -> Prices:
        """What the potentials of the nodes say of spans and of empty seats."""
        sink = potential[-1]
        of_spans = potential[self.first_span : self.first_span + len(self.spans)]
        of_villages = potential[self.first_village : -1]
        return Prices(self.spans, (sink - of_spans).astype(float), (sink - of_villages).astype(float))


class _Build:
    """Arcs in pieces, so that each kind of arc is one line of arrays."""

    def __init__(self) -> None:
        self.pieces: list[tuple[Ints, Ints, Ints, Ints]] = []

    def add(self, tail: Ints, head: Ints | int, capacity: Ints | int, cost: Ints | int) -> None:
        """As many arcs as tails."""
        whole = (np.broadcast_to(np.asarray(each, np.int64), tail.shape) for each in (head, capacity, cost))
        self.pieces.append((tail.astype(np.int64), *whole))  # type: ignore[arg-type]

    def columns(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Tail, head, capacity and cost of all arcs."""
        return tuple(np.concatenate(column) for column in zip(*self.pieces, strict=True))  # type: ignore[return-value]


def build(
    week: Week, arcs: Arcs, wishes: Wishes, seats: Ints | None = None, weight: Ints | None = None
) -> Network:
    """The network of these candidates; `seats` and `weight` of each order stand for those of the week.

    Nodes: orders, then each person and span, then people, villages and the sink.
    """
    seats = week.orders.seats if seats is None else seats
    weight = week.orders.weight if weight is None else weight
    people, villages = len(week.volunteers), len(week.distance)
    spans, span_of = np.unique(arcs.volunteer * 64 + arcs.slot, return_inverse=True)
    first_span = len(seats)
    first_person = first_span + len(spans)
    first_village = first_person + people
    sink = first_village + villages
    made = _Build()
    made.add(arcs.order, first_span + span_of, 1, arcs.cost)
    made.add(np.arange(first_span, first_person), first_person + spans // 64, 1, 0)
    _load(made, week, wishes, first_person, sink)
    made.add(np.arange(len(seats)), first_village + week.orders.village, seats, weight)
    _unmet(
        made, np.bincount(week.orders.village, seats, villages).astype(np.int64), wishes, first_village, sink
    )
    supply = np.zeros(sink + 1, np.int64)
    supply[: len(seats)] = seats
    supply[sink] = -seats.sum()
    return Network(*made.columns(), supply, len(arcs), spans, first_span, first_village)


def _load(made: _Build, week: Week, wishes: Wishes, first: int, sink: int) -> None:
    cap = week.volunteers.cap
    for done, cost in enumerate(wishes.load):
        last = done + 1 == len(wishes.load)
        able = np.flatnonzero(cap > done)
        made.add(first + able, sink, cap[able] - done if last else 1, cost)


def _unmet(made: _Build, seats: Ints, wishes: Wishes, first: int, sink: int) -> None:
    parts = len(wishes.village)
    for part, cost in enumerate(wishes.village):
        room = seats * (part + 1) // parts - seats * part // parts
        some = np.flatnonzero(room)
        made.add(first + some, sink, room[some], cost)
