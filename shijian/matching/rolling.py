"""For a week that is not known yet: plan every night, promise late, keep scarce people for what comes.

A bid price (Talluri and van Ryzin 2004, chapter 3) is what a person's span was worth in plans of earlier
weeks. While orders of a day are still to come, using the span costs that much more, in the share of orders
that is still unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from shijian.matching import candidates, flow, network, whole
from shijian.matching.plan import Plan
from shijian.matching.simulation import Open
from shijian.matching.week import Arcs, Floats, Ints, Week, Wishes

SPANS = 64


@dataclass(frozen=True)
class Bids:
    """`price[person, span]` in 100 m, the mean over the weeks that it was learnt from."""

    price: Floats

    @classmethod
    def none(cls, people: int) -> Bids:
        """No history: every span is free."""
        return cls(np.zeros((people, SPANS)))

    @classmethod
    def learn(cls, people: int, plans: Iterable[Plan]) -> Bids:
        """The mean of the prices of plans; a span that a plan did not need had the price 0."""
        total, count = np.zeros(people * SPANS), 0
        for plan in plans:
            total[plan.prices.spans] += np.maximum(0, plan.prices.span)
            count += 1
        return cls(total.reshape(people, SPANS) / max(1, count))

    def raise_costs(self, arcs: Arcs, unknown: Floats) -> Arcs:
        """The same arcs, dearer by the bid of the span in the share (0 to 1, an arc each) that is not known yet."""
        return replace(arcs, cost=arcs.cost + self.on(arcs, unknown))

    def on(self, arcs: Arcs, unknown: Floats) -> Ints:
        """What each arc costs more."""
        return np.rint(self.price[arcs.volunteer, arcs.slot] * unknown).astype(np.int64)


@dataclass(frozen=True)
class Rule:
    """How far ahead people are promised (days), and which share of a day's orders comes so many days before it.

    `known[k]`: the share that is known k days before the day; the last holds for all days before.
    """

    lead: int = 1
    known: tuple[float, ...] = (1.0, 1.0, 0.6, 0.36, 0.2, 0.1, 0.05)


def night(state: Open, today: int, arrived: Ints, days: Ints, wishes: Wishes, rule: Rule, bids: Bids) -> Ints:
    """Plan what is open, and give the promises (rows of order, person, span) for days within the lead.

    `arrived` and `days`: for each order the day on which it came and the one on which it is served. Raises
    `flow.Unsolved`.
    """
    open_orders = np.flatnonzero((arrived <= today) & (days > today) & state.bare())
    week = state.only(open_orders)
    arcs = candidates.find(week, seed=abs(today))
    ahead = np.clip(days[open_orders][arcs.order] - today, 0, len(rule.known) - 1)
    arcs = bids.raise_costs(arcs, 1 - np.asarray(rule.known)[ahead])
    services = _planned(week, arcs, wishes)
    due = services[days[open_orders][services[:, 0]] <= today + rule.lead].copy()
    due[:, 0] = open_orders[due[:, 0]]
    return due


def _planned(week: Week, arcs: Arcs, wishes: Wishes) -> Ints:
    used = flow.solve(network.build(week, arcs, wishes))[: len(arcs)] > 0
    if whole.together(week).any():
        return whole.mend(week, arcs, wishes, used.astype(float))
    return arcs.rows(used)
