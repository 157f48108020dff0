"""Hands a week to the optimiser and gives back a draft in the words of the database: keys, spans, prices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from shijian.kernel import policy
from shijian.matching import checker, plan, why
from shijian.matching.plan import Plan
from shijian.matching.week import Wishes
from shijian.orders import plan_policies
from shijian.orders.queries.weeks import repair, snapshot
from shijian.orders.queries.weeks.snapshot import Snapshot

# So many others are kept beside those chosen, for "why not others" and for a change by hand.
OTHERS = 8
HELPS = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who could serve an order in a span, with the parts of the price in 100 m of way."""

    volunteer_id: int
    span: int
    way: int
    load: int
    elsewhere: int
    chosen: bool = False
    beside: bool = False
    chance: float | None = None

    @property
    def price(self) -> int:
        """The sum."""
        return self.way + self.load + self.elsewhere


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order of the draft with its free places and whom one could ask, the chosen first."""

    order_id: int
    seats: int
    weight: int
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Lack:
    """What one more person would fill: somebody with these skills, at that unit, in that span."""

    skills: tuple[int, ...]
    unit_id: int
    span: int
    seats: int


@dataclass(frozen=True)
class Draft:
    """A plan of a week, not stored yet."""

    monday: dt.date
    wanted: list[Wanted]
    helps: list[Lack]
    plan: Plan
    seats: int
    filled: int
    numbers: dict[str, str] = field(default_factory=dict)


def wishes(monday: dt.date) -> Wishes:
    """What the county decided about turns and villages."""
    load, village = (policy.get(key, on=monday) for key in (plan_policies.LOAD, plan_policies.VILLAGES))
    return Wishes(load=tuple(load), village=tuple(village))


def draft_of(path: str, monday: dt.date, *, seed: int = 0) -> Draft:
    """Plan the week of the area at `path`; reads only. The same rows and seed give the same draft."""
    taken = snapshot.of_week(path, monday)
    wished = wishes(monday)
    most, seconds = (
        int(policy.get(key, on=monday)) for key in (plan_policies.CANDIDATES, plan_policies.SECONDS)
    )
    made = plan.make(taken.week, wished, most=most, seed=seed, seconds=float(seconds))
    made = _repaired(taken, wished, made)
    wanted = [_wanted(taken, made, wished, number) for number in range(len(taken.orders))]
    seats, filled = int(taken.week.orders.seats.sum()), len(made.services)
    return Draft(monday, wanted, _helps(taken, made, wished), made, seats, filled)


def _repaired(taken: Snapshot, wished: Wishes, made: Plan) -> Plan:
    """Nobody is promised twice in windows that meet; the proof is made anew for what is left."""
    services = repair.apart(taken, made.arcs, made.services)
    if len(services) == len(made.services) and (services == made.services).all():
        return made
    proof = checker.check(taken.week, wished, made.arcs, services, made.prices)
    return replace(made, services=services, certificate=proof)


def _wanted(taken: Snapshot, made: Plan, wished: Wishes, number: int) -> Wanted:
    orders = taken.week.orders
    found = [
        Choice(
            int(taken.crew.ids[each.volunteer]),
            int(each.slot),
            int(each.way),
            int(each.load),
            int(each.elsewhere),
            bool(each.chosen),
        )
        for each in why.alternatives(taken.week, made, wished, number)
    ]
    chosen = [each for each in found if each.chosen]
    taken_ids, spans = {each.volunteer_id for each in chosen}, {each.span for each in chosen}
    together = spans if orders.seats[number] > 1 and spans else {each.span for each in found}
    others: dict[int, Choice] = {}
    for each in sorted(found, key=lambda one: (one.price, one.volunteer_id, one.span)):
        if each.volunteer_id not in taken_ids and each.span in together:
            others.setdefault(each.volunteer_id, each)
    kept = [*chosen, *list(others.values())[:OTHERS]]
    return Wanted(taken.orders[number].pk, int(orders.seats[number]), int(orders.weight[number]), kept)


def _helps(taken: Snapshot, made: Plan, wished: Wishes) -> list[Lack]:
    return [
        Lack(
            tuple(sorted(taken.skills[each.skill])),
            taken.places[each.village].pk,
            int(each.slot),
            int(each.seats),
        )
        for each in why.helps(taken.week, made, wished)[:HELPS]
    ]
