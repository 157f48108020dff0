"""Hands a week to the optimiser and gives back a draft in the words of the database: keys, spans, prices."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np

from shijian.kernel import memo, policy
from shijian.matching import checker, plan, why
from shijian.matching.offers import Limits, choose
from shijian.matching.plan import Plan
from shijian.matching.rolling import SPANS
from shijian.matching.week import Floats, Wishes
from shijian.orders import plan_policies
from shijian.orders.queries.weeks import bids, chances, repair, snapshot, spans, teams
from shijian.orders.queries.weeks.chances import Chances
from shijian.orders.queries.weeks.draft import Choice, Draft, Lack, Wanted
from shijian.orders.queries.weeks.snapshot import Snapshot

# So many others are kept beside those chosen, for "why not others" and for a change by hand.
OTHERS = 8
HELPS = 20
Row = tuple[int, int, int]


def wishes(monday: dt.date) -> Wishes:
    """What the county decided about turns and villages; costs that it lets fall stay as high as the ones before."""
    load, village = (policy.get(key, on=monday) for key in (plan_policies.LOAD, plan_policies.VILLAGES))
    return Wishes(load=tuple(accumulate(load or [0], max)), village=tuple(accumulate(village or [0], max)))


def draft_of(path: str, monday: dt.date, *, seed: int = 0) -> Draft:
    """Plan the week of the area at `path`; reads only. The same rows and seed give the same draft.

    Teams come first; what none of them has room for is planned for volunteers with the rest.
    """
    with memo.scope():
        wished = wishes(monday)
        seconds = float(policy.get(plan_policies.SECONDS, on=monday))
        share = min(100, int(policy.get(plan_policies.TEAM_TIME, on=monday))) / 100
        given = teams.part_of(path, monday, wished, seconds=seconds * share, seed=seed)
        taken = snapshot.of_week(path, monday, without={each.order_id for each in given.wanted})
        left = seconds * (1 - share) if given.made else seconds
        return replace(_drafted(taken, wished, bids.of_week(path, taken), seed, left), teams=given)


def _drafted(taken: Snapshot, wished: Wishes, kept: plan.Bids | None, seed: int, seconds: float) -> Draft:
    monday = taken.monday
    most = int(policy.get(plan_policies.CANDIDATES, on=monday))
    likely = Chances(taken, chances.current())
    made = plan.make(taken.week, wished, chance=likely, bids=kept, most=most, seed=seed, seconds=seconds)
    diary = repair.Diary(taken)
    made = _repaired(taken, wished, made, diary)
    chance = likely(made.arcs)
    beside = _beside(taken, made, chance, diary)
    number = {key: at for at, key in enumerate(_keys(made))}
    because = likely.facts(made.arcs).because(likely.model)
    found = _Findings(taken, made, wished, number, chance, because, beside)
    wanted = [found.wanted(each) for each in range(len(taken.orders))]
    seats, filled = int(taken.week.orders.seats.sum()), len(made.services)
    people = len(np.unique(made.arcs.volunteer[made.bid > 0]))
    return Draft(monday, wanted, _helps(taken, made), made, seats, filled, _worth(taken, made), people)


def _worth(taken: Snapshot, made: Plan) -> list[Row]:
    """What half days of people are worth: their price, and for those in use what they were kept free for in vain."""
    spans, arcs = made.prices.spans, made.arcs
    bid = np.zeros(len(spans), np.int64)
    bid[np.searchsorted(spans, arcs.volunteer * SPANS + arcs.slot)] = made.bid
    used = np.isin(spans, made.services[:, 1] * SPANS + made.services[:, 2])
    worth = np.rint(np.maximum(0, made.prices.span)).astype(np.int64) + np.where(used, bid, 0)
    kept = worth > 0
    person, span = np.divmod(spans[kept], SPANS)
    rows = (taken.crew.ids[person], span, worth[kept])
    return list(zip(*(each.tolist() for each in rows), strict=True))


def _keys(made: Plan) -> list[Row]:
    arcs = made.arcs
    return list(zip(arcs.order.tolist(), arcs.volunteer.tolist(), arcs.slot.tolist(), strict=True))


def _repaired(taken: Snapshot, wished: Wishes, made: Plan, diary: repair.Diary) -> Plan:
    """Nobody is promised twice in windows that meet; the proof is made anew for what is left.

    Who is kept free for later days fills no gap.
    """
    services = repair.apart(taken, made.arcs.only(made.bid == 0), made.services, diary)
    proof = checker.check(taken.week, wished, made.arcs, services, made.prices)
    return replace(made, services=services, certificate=proof)


def _beside(taken: Snapshot, made: Plan, likely: Floats, diary: repair.Diary) -> set[Row]:
    """Whom to ask beside those of the plan, since some will say no.

    Nobody who is kept free for later days, and nobody where all have to come and do not.
    """
    limits = Limits(
        per_person=int(policy.get(plan_policies.OFFERS, on=taken.monday)),
        fan_out=float(policy.get(plan_policies.FAN_OUT, on=taken.monday)),
        cost=float(policy.get(plan_policies.PATIENCE, on=taken.monday)),
    )
    keys = _keys(made)
    number = {key: at for at, key in enumerate(keys)}
    first = [number[each] for each in map(tuple, made.services.tolist())]
    chance = np.where(made.bid > 0, 0.0, likely)
    chance[first] = likely[first]
    asked = choose(taken.week, made.arcs, chance, limits, first).arcs.tolist()[len(first) :]
    bare = taken.week.orders.whole & (np.bincount(made.services[:, 0], minlength=len(taken.orders)) == 0)
    return {keys[arc] for arc in asked if not bare[keys[arc][0]] and diary.write(*keys[arc])}


@dataclass(frozen=True)
class _Findings:
    """What is known of a plan once it is made."""

    taken: Snapshot
    made: Plan
    wished: Wishes
    number: dict[Row, int]
    chance: Floats
    because: Callable[[int], dict[str, Any]]
    beside: set[Row]

    def wanted(self, number: int) -> Wanted:
        """One order with whom one could ask: each person once, those asked first, then the cheapest."""
        orders = self.taken.week.orders
        found = why.alternatives(self.taken.week, self.made, self.wished, number)
        asked = [each for each in found if each.chosen or self._is_beside(number, each)]
        seen, spans = {each.volunteer for each in asked}, {each.slot for each in asked}
        others: dict[int, why.Alternative] = {}
        for each in found:
            if each.volunteer not in seen and (not spans or orders.seats[number] == 1 or each.slot in spans):
                others.setdefault(each.volunteer, each)
        kept = [*asked, *list(others.values())[:OTHERS]]
        choices = [self._choice(number, each) for each in kept]
        return Wanted(
            self.taken.orders[number].pk,
            int(orders.seats[number]),
            int(orders.weight[number]),
            choices,
            could=_most(found) if orders.whole[number] else None,
        )

    def _is_beside(self, number: int, one: why.Alternative) -> bool:
        return (number, one.volunteer, one.slot) in self.beside

    def _choice(self, number: int, one: why.Alternative) -> Choice:
        arc = self.number[number, one.volunteer, one.slot]
        return Choice(
            volunteer_id=int(self.taken.crew.ids[one.volunteer]), span=one.slot, way=one.way, risk=one.risk,
            load=one.load, elsewhere=one.elsewhere, kept=one.kept, chosen=one.chosen,
            beside=self._is_beside(number, one), chance=round(float(self.chance[arc]), 3), likely=self.because(arc),
        )  # fmt: skip


def _most(found: list[why.Alternative]) -> int:
    """How many at most could come in one span."""
    return max(Counter(each.slot for each in found).values(), default=0)


def _helps(taken: Snapshot, made: Plan) -> list[Lack]:
    bits = range(spans.COUNT)
    return [
        Lack(
            tuple(sorted(taken.skills[each.skill])),
            taken.places[each.village].pk,
            tuple(bit for bit in bits if each.slots >> bit & 1),
            each.seats,
        )
        for each in why.helps(taken.week, made.services)[:HELPS]
    ]
