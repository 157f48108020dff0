"""Orders for teams: each to one team at most, within what the team can take on (generalized assignment)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.week import Flags, Floats, Ints

NOBODY = -1


@dataclass(frozen=True)
class Work:
    """`cost[team, order]` and `use[team, order]` of the team's `room`; `alone[order]` costs an order without a team.

    `may[team, order]`: whether the team could lawfully do it.
    """

    cost: Ints
    use: Ints
    room: Ints
    alone: Ints
    may: Flags


@dataclass(frozen=True)
class Assigned:
    """The team of each order (`NOBODY` where none), what it costs, and a bound below which nothing can cost.

    `price` is that of a unit of each team's room, which the bound is made of; `simple`: made by the simple rule.
    """

    team: Ints
    value: int
    bound: float
    price: Floats
    simple: bool = False

    @property
    def gap(self) -> float:
        """The share of its cost by which it may be too dear."""
        return (self.value - self.bound) / max(1, self.value)


def value(work: Work, team: Ints) -> int:
    """What an assignment costs. Raises `ValueError` where it is not lawful or a team has too much."""
    orders = np.flatnonzero(team != NOBODY)
    own = team[orders]
    if (
        not work.may[own, orders].all()
        or (np.bincount(own, work.use[own, orders], len(work.room)) > work.room).any()
    ):
        raise ValueError("not lawful, or more than the team can take on")
    return int(work.cost[own, orders].sum() + work.alone[team == NOBODY].sum())


def bound(work: Work, price: Floats) -> float:
    """Whatever the prices (0 or more) of room, nothing costs less: each order takes what is cheapest for itself."""
    with_price = np.where(work.may, work.cost + price[:, None] * work.use, np.inf)
    return float(
        np.minimum(work.alone, with_price.min(axis=0, initial=np.inf)).sum() - (price * work.room).sum()
    )


def simple(work: Work) -> Ints:
    """The order that would lose most by its second choice first; each to the cheapest team that has room."""
    cost = np.where(work.may, work.cost, work.alone[None, :]).astype(float)
    second = np.partition(np.vstack((cost, work.alone)), 1, axis=0)
    room, team = work.room.copy(), np.full(len(work.alone), NOBODY)
    for order in np.argsort(second[0] - second[1], kind="stable").tolist():
        able = work.may[:, order] & (work.use[:, order] <= room) & (work.cost[:, order] < work.alone[order])
        if able.any():
            best = int(np.where(able, work.cost[:, order], np.iinfo(np.int64).max).argmin())
            team[order] = best
            room[best] -= work.use[best, order]
    return team
