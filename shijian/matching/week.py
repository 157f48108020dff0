"""What a week asks and offers, as arrays; what is lawful is filtered here, never priced."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Masks = NDArray[np.uint64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Orders:
    """One entry an order. A mask has a bit for each thing of its kind (at most 64).

    `skill` is the number of the skill it needs, `slots` the mask of spans in which it may be served, `seats` how many people,
    `weight` what one empty seat costs (100 m of way each), `whole` that it takes all its people or none, `needs` the traits
    that everybody must have, `bars` those that nobody may have (a minor in danger).
    """

    village: Ints
    skill: Ints
    slots: Masks
    seats: Ints
    weight: Ints
    whole: Flags
    needs: Masks
    bars: Masks

    def __len__(self) -> int:
        """How many orders."""
        return len(self.village)


@dataclass(frozen=True)
class Volunteers:
    """One entry a person: `home` village, masks of `skills`, `free` spans and `traits`, most services a week, furthest way in km."""

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
    """Everything that a plan is made of. `distance[a, b]` in km between villages; `blocked` has rows of order and volunteer."""

    orders: Orders
    volunteers: Volunteers
    distance: Floats
    blocked: Ints

    def digest(self) -> str:
        """SHA-256 over every array, so that a plan can be held against its inputs later."""
        mark = hashlib.sha256()
        for part in (self.orders, self.volunteers, self):
            for field in fields(part):
                value = getattr(part, field.name)
                if isinstance(value, np.ndarray):
                    mark.update(f"{field.name}{value.dtype}{value.shape}".encode())
                    mark.update(np.ascontiguousarray(value).tobytes())
        return mark.hexdigest()


def has(masks: Masks, bit: int) -> Flags:
    """Whether each mask has that bit."""
    return (masks >> np.uint64(bit)) & np.uint64(1) == np.uint64(1)


def lawful(week: Week, order: Ints, volunteer: Ints, slot: Ints) -> Flags:
    """Whether each person may serve each order in that span: skill, time, way, traits, blocked pairs."""
    orders, people = week.orders, week.volunteers
    bit = np.uint64(1) << slot.astype(np.uint64)
    skill = np.uint64(1) << orders.skill[order].astype(np.uint64)
    traits = people.traits[volunteer]
    return (
        (people.skills[volunteer] & skill != 0)
        & (people.free[volunteer] & bit != 0)
        & (orders.slots[order] & bit != 0)
        & (week.distance[people.home[volunteer], orders.village[order]] <= people.reach[volunteer])
        & (traits & orders.needs[order] == orders.needs[order])
        & (traits & orders.bars[order] == 0)
        & ~_blocked(week, order, volunteer)
    )


def _blocked(week: Week, order: Ints, volunteer: Ints) -> Flags:
    if not len(week.blocked):
        return np.zeros(len(order), bool)
    people = len(week.volunteers)
    return np.isin(order * people + volunteer, week.blocked[:, 0] * people + week.blocked[:, 1])
