"""A week as it comes: orders arrive day by day, and a rule promises people to them before the rest is known."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from shijian.matching import greedy
from shijian.matching.week import Arcs, Flags, Ints, Masks, Orders, Week


@dataclass
class Open:
    """What is left of a week on its way: orders without people, people with what they have still free."""

    week: Week
    services: Ints

    @classmethod
    def of(cls, week: Week) -> Open:
        """The week before anything is promised."""
        return cls(week, np.empty((0, 3), np.int64))

    def only(self, orders: Ints) -> Week:
        """The week of these orders and of what people have left."""
        own = self.week.orders
        some = Orders(**{field.name: getattr(own, field.name)[orders] for field in fields(own)})
        people, (_order, person, slot) = self.week.volunteers, self.services.T
        free = people.free.copy()
        np.bitwise_and.at(free, person, ~(np.uint64(1) << slot.astype(np.uint64)))
        left = people.cap - np.bincount(person, minlength=len(people))
        place = np.full(len(own), -1)
        place[orders] = np.arange(len(orders))
        blocked = np.column_stack((place[self.week.blocked[:, 0]], self.week.blocked[:, 1]))
        volunteers = replace(people, free=free, cap=left)
        return replace(self.week, orders=some, volunteers=volunteers, blocked=blocked[blocked[:, 0] >= 0])

    def promise(self, services: Ints) -> None:
        """Bind people to orders."""
        self.services = np.concatenate((self.services, services))

    def bare(self) -> Flags:
        """Orders that nobody is promised to."""
        return np.asarray(np.bincount(self.services[:, 0], minlength=len(self.week.orders)) == 0)


def first_spans(slots: Masks) -> Ints:
    """The earliest span of each mask; -1 where there is none."""
    lowest = slots & (~slots + np.uint64(1))
    return np.where(slots == 0, -1, np.bitwise_count(lowest - np.uint64(1)).astype(np.int64))


def arrivals(days: Ints, seed: int, *, late: float = 0.4) -> Ints:
    """On which day each order comes: this share on the eve of its day, the rest before it, ever fewer."""
    early = np.random.default_rng(seed).geometric(late, len(days))
    return days - early


def first_come(week: Week, arcs: Arcs, arrived: Ints, seed: int) -> Ints:
    """Rows of order, person, span: who comes first takes the nearest who is free; those of one day by lot."""
    turn = np.lexsort((np.random.default_rng(seed).random(len(arrived)), arrived))
    return greedy.fill(week, arcs, turn)
