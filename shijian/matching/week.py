"""What a week asks and offers, as arrays; what is lawful is filtered here, never priced."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Masks = NDArray[np.uint64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Orders:
    """One entry an order. A mask has a bit for each thing of its kind (at most 64).

    `skill` is the number of the skill it needs, `slots` the mask of spans in which it may be served,
    `seats` how many people, `weight` what one empty seat costs (100 m of way each), `whole` that it takes
    all its people or none, `needs` the traits that everybody must have: one row an order, 64 traits a
    column.
    """

    village: Ints
    skill: Ints
    slots: Masks
    seats: Ints
    weight: Ints
    whole: Flags
    needs: Masks

    def __len__(self) -> int:
        """How many orders."""
        return len(self.village)


@dataclass(frozen=True)
class Volunteers:
    """One entry a person: `home` village, masks of `skills` and `free` spans, `traits`, most services, furthest way.

    `traits` says which demands somebody meets, in the shape of `Orders.needs`; `reach` is in the unit of
    `Week.far`.
    """

    home: Ints
    skills: Masks
    free: Masks
    traits: Masks
    cap: Ints
    reach: Floats

    def __len__(self) -> int:
        """How many people."""
        return len(self.home)


@dataclass(frozen=True)
class Week:
    """Everything that a plan is made of.

    `distance[a, b]` in km between villages is what a way costs, `far[a, b]` what the reach of people is
    held against (kilometres again, or steps in the tree of units); `blocked` has rows of order and
    volunteer.
    """

    orders: Orders
    volunteers: Volunteers
    distance: Floats
    far: Floats
    blocked: Ints

    def digest(self) -> str:
        """SHA-256 over every array, so that a plan can be held against its inputs later."""
        return digest_of(self.orders, self.volunteers, self)


@dataclass(frozen=True)
class Arcs:
    """Possible services, sorted by order: the order, the person, the span, the way in 100 m, and what it costs.

    `cost` is the way, and where people may say no, what the seat is worth that then stays empty (`with_chance`).
    """

    order: Ints
    volunteer: Ints
    slot: Ints
    way: Ints
    cost: Ints

    def __len__(self) -> int:
        """How many."""
        return len(self.order)

    def only(self, kept: Ints | Flags) -> Arcs:
        """Some of them, in their turn."""
        return Arcs(*(getattr(self, field.name)[kept] for field in fields(self)))

    def rows(self, kept: Ints | Flags) -> Ints:
        """Some of them as rows of order, person, span."""
        return np.column_stack((self.order[kept], self.volunteer[kept], self.slot[kept]))

    def with_chance(self, week: Week, chance: Floats) -> Arcs:
        """The same, dearer by what the order loses when the one who is asked says no."""
        risk = np.rint((1 - chance) * week.orders.weight[self.order]).astype(np.int64)
        return replace(self, cost=self.way + risk)

    def find(self, services: Ints) -> Ints:
        """The index of each row of order, person, span; -1 where it is no arc."""
        order, person, slot = services.T
        most = int(max(self.volunteer.max(initial=0), person.max(initial=0))) + 1
        own, asked = (
            (self.order * most + self.volunteer) * 64 + self.slot,
            (order * most + person) * 64 + slot,
        )
        if not len(own):
            return np.full(len(services), -1)
        turn = np.argsort(own, kind="stable")
        at = turn[np.minimum(np.searchsorted(own, asked, sorter=turn), len(own) - 1)]
        return np.where(own[at] == asked, at, -1)


@dataclass(frozen=True)
class Wishes:
    """What a county may decide, in 100 m of way.

    `load[k]` is what the service after k others of the same week costs more; `village[k]` what each unmet
    seat costs more in the k-th of as many equal parts of the seats of a village: both never fall, so that
    the flow stays exact.
    """

    load: tuple[int, ...] = (0, 80, 200, 400, 700, 1100)
    village: tuple[int, ...] = (0, 60, 180, 400)

    def __post_init__(self) -> None:
        """Refuse costs that fall: then a flow would not be the optimum."""
        for costs in (self.load, self.village):
            if any(later < before for before, later in pairwise(costs)):
                raise ValueError("costs of load and of villages must not fall")


@dataclass(frozen=True)
class Prices:
    """What scarce things cost whoever uses them, in 100 m.

    `span[i]` is the price of the i-th span, `spans[i]` = person * 64 + span (sorted); `village` that of an
    empty seat.
    """

    spans: Ints
    span: Floats
    village: Floats


def digest_of(*parts: Any) -> str:
    """SHA-256 over every array of dataclasses, so that a result can be held against its inputs later."""
    mark = hashlib.sha256()
    for part in parts:
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                mark.update(f"{field.name}{value.dtype}{value.shape}".encode())
                mark.update(np.ascontiguousarray(value).tobytes())
    return mark.hexdigest()


def has(masks: Masks, bit: int | Ints) -> Flags:
    """Whether each mask has that bit, or the one beside it."""
    return np.asarray((masks >> np.asarray(bit, np.uint64)) & np.uint64(1) == np.uint64(1))


def lawful(week: Week, order: Ints, volunteer: Ints, slot: Ints) -> Flags:
    """Whether each person may serve each order in that span: skill, time, way, traits, blocked pairs."""
    orders, people = week.orders, week.volunteers
    bit = np.uint64(1) << slot.astype(np.uint64)
    skill = np.uint64(1) << orders.skill[order].astype(np.uint64)
    needs = orders.needs[order]
    may = (
        (people.skills[volunteer] & skill != 0)
        & (people.free[volunteer] & bit != 0)
        & (orders.slots[order] & bit != 0)
        & (week.far[people.home[volunteer], orders.village[order]] <= people.reach[volunteer])
        & (people.traits[volunteer] & needs == needs).all(axis=1)
        & ~_blocked(week, order, volunteer)
    )
    return np.asarray(may)


def _blocked(week: Week, order: Ints, volunteer: Ints) -> Flags:
    if not len(week.blocked):
        return np.zeros(len(order), bool)
    people = len(week.volunteers)
    return np.isin(order * people + volunteer, week.blocked[:, 0] * people + week.blocked[:, 1])
