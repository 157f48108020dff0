"""For each order and span the people who may serve it: the nearest, found by skill, span and village."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shijian.matching.week import Arcs, Ints, Week, has, lawful

# A village looks at so many villages around it; the pool of a place holds so many times the people that an order keeps.
NEIGHBOURS = 80
POOL = 4


@dataclass(frozen=True)
class Bucket:
    """People of one skill who are free in one span, by home village."""

    people: Ints
    starts: Ints

    def near(self, villages: Ints, most: int) -> Ints:
        """The people of the nearest villages, in the order of the villages, until there are enough."""
        counts = self.starts[villages + 1] - self.starts[villages]
        enough = int(np.searchsorted(np.cumsum(counts), most)) + 1
        chosen = villages[:enough][counts[:enough] > 0]
        parts = [self.people[self.starts[each] : self.starts[each + 1]] for each in chosen]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)


def find(week: Week, *, most: int = 20, seed: int = 0) -> Arcs:
    """At most `most` people for each span of an order and two for each seat, nearest first, equals by lot.

    Near-linear in orders and people.
    """
    rng = np.random.default_rng(seed)
    around = np.argsort(week.distance, axis=1, kind="stable")[:, :NEIGHBOURS]
    found: list[tuple[Ints, Ints, int]] = []
    for skill, slot, orders in _asked(week):
        bucket = _bucket(week, skill, slot)
        for village, members in _by_village(week, orders):
            pool = bucket.near(around[village], most * POOL)
            if len(pool):
                found.extend(_chosen(week, members, pool, slot, most, rng))
    return _arcs(week, found)


def _asked(week: Week) -> Iterator[tuple[int, int, Ints]]:
    """Each skill and span that any order asks, with its orders."""
    for skill in np.unique(week.orders.skill):
        of = np.flatnonzero(week.orders.skill == skill)
        slots = week.orders.slots[of]
        for slot in range(64):
            wanted = of[has(slots, slot)]
            if len(wanted):
                yield int(skill), slot, wanted


def _bucket(week: Week, skill: int, slot: int) -> Bucket:
    people = week.volunteers
    able = np.flatnonzero(has(people.skills, skill) & has(people.free, slot) & (people.cap > 0))
    able = able[np.argsort(people.home[able], kind="stable")]
    starts = np.searchsorted(people.home[able], np.arange(len(week.distance) + 1))
    return Bucket(able, starts)


def _by_village(week: Week, orders: Ints) -> Iterator[tuple[int, Ints]]:
    villages = week.orders.village[orders]
    turn = np.argsort(villages, kind="stable")
    edges = np.flatnonzero(np.diff(villages[turn])) + 1
    for members in np.split(orders[turn], edges):
        yield int(week.orders.village[members[0]]), members


def _chosen(
    week: Week, orders: Ints, pool: Ints, slot: int, most: int, rng: np.random.Generator
) -> Iterator[tuple[Ints, Ints, int]]:
    way = week.distance[week.volunteers.home[pool], week.orders.village[orders[0]]]
    for order in orders:
        keep = most + 2 * int(week.orders.seats[order])
        turn = np.lexsort((rng.random(len(pool)), way))
        own = np.full(len(pool), order)
        able = pool[turn][lawful(week, own, pool[turn], np.full(len(pool), slot))][:keep]
        yield np.full(len(able), order), able, slot


def _arcs(week: Week, found: list[tuple[Ints, Ints, int]]) -> Arcs:
    if not found:
        none = np.empty(0, np.int64)
        return Arcs(none, none, none, none, none)
    order = np.concatenate([each[0] for each in found])
    volunteer = np.concatenate([each[1] for each in found])
    slot = np.concatenate([np.full(len(each[0]), each[2]) for each in found])
    turn = np.argsort(order, kind="stable")
    order, volunteer, slot = order[turn], volunteer[turn], slot[turn]
    km = week.distance[week.volunteers.home[volunteer], week.orders.village[order]]
    way = np.rint(km * 10).astype(np.int64)
    return Arcs(order, volunteer, slot, way, way)
