"""Why this one and not that one, and what would help: read off the prices of a plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.plan import Plan
from shijian.matching.week import Ints, Week, Wishes


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What asking somebody costs, in its parts of 100 m of way.

    `risk`: what is lost if he says no; `load`: he serves that much already; `elsewhere`: he is needed there
    at that time; `kept`: he may be needed for what is still to come; `menu`: the order was asked from the menu of
    another team.
    """

    way: int = 0
    risk: int = 0
    load: int = 0
    elsewhere: int = 0
    kept: int = 0
    menu: int = 0

    @property
    def total(self) -> int:
        """All of it together."""
        return self.way + self.risk + self.load + self.elsewhere + self.kept + self.menu


@dataclass(frozen=True, kw_only=True)
class Alternative(Cost):
    """Somebody who could serve an order, and what it would cost to ask him."""

    volunteer: int
    slot: int
    chosen: bool


@dataclass(frozen=True)
class Help:
    """Seats that stay empty: who had this skill, at this place and in one of these spans (a mask), would fill them."""

    skill: int
    village: int
    slots: int
    seats: int
    orders: tuple[int, ...]


def alternatives(week: Week, plan: Plan, wishes: Wishes, order: int) -> list[Alternative]:
    """Each candidate of the order with its price, cheapest first; those of the plan lead among equals."""
    arcs, load = plan.arcs, np.bincount(plan.services[:, 1], minlength=len(week.volunteers))
    taken = {(row[1], row[2]) for row in plan.services[plan.services[:, 0] == order].tolist()}
    found = []
    for arc in range(*np.searchsorted(arcs.order, (order, order + 1)).tolist()):
        person, slot = int(arcs.volunteer[arc]), int(arcs.slot[arc])
        chosen, way = (person, slot) in taken, int(arcs.way[arc])
        busy = wishes.load[min(int(load[person]) - chosen, len(wishes.load) - 1)]
        at = np.searchsorted(plan.prices.spans, person * 64 + slot)
        elsewhere = 0 if chosen else max(0, round(float(plan.prices.span[at])) - busy)
        kept = int(plan.bid[arc])
        risk = int(arcs.cost[arc]) - way - kept
        parts = {"way": way, "risk": risk, "load": busy, "elsewhere": elsewhere, "kept": kept}
        found.append(Alternative(volunteer=person, slot=slot, chosen=chosen, **parts))
    return sorted(found, key=lambda each: (not each.chosen, each.total, each.volunteer))


def helps(week: Week, services: Ints) -> list[Help]:
    """The empty seats by skill, place and spans, the most first."""
    orders = week.orders
    empty = orders.seats - np.bincount(services[:, 0], minlength=len(orders))
    found: dict[tuple[int, int, int], list[int]] = {}
    for order in np.flatnonzero(empty > 0).tolist():
        key = (int(orders.skill[order]), int(orders.village[order]), int(orders.slots[order]))
        found.setdefault(key, []).append(order)
    made = [Help(*key, int(empty[rows].sum()), tuple(rows)) for key, rows in found.items()]
    return sorted(made, key=lambda each: (-each.seats, each.skill, each.village))
