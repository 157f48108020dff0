"""Which orders there are to be: how each ends, when its service is, for whom - before a single row is made."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from shijian.demo.recipe import DAYS, Recipe
from shijian.kernel import clock
from shijian.orders.enums import OrderState
from shijian.people.models import Person
from shijian.volunteers.models import Team, Volunteer

LAPSE_DAYS = 7
ASKED = "asked"  # the team has accepted, its volunteer has not answered yet
# How orders of the past ended, in a thousand; "again" was reopened after a bad rating, "appealed" rejected first.
PAST = {"rated": 700, "lapsed": 140, "again": 12, "appealed": 8, "rejected": 40, "withdrawn": 60, "unmet": 40}
# Open orders, in a thousand of all.
OPEN = {
    OrderState.VERIFYING: 14, OrderState.QUEUED: 10, OrderState.OFFERED: 14, OrderState.ACCEPTED: 20,
    OrderState.SERVING: 5, OrderState.RATING: 22, OrderState.DRAFT: 1,
}  # fmt: skip
AGE_HOURS = {
    OrderState.DRAFT: (1, 20), OrderState.VERIFYING: (1, 26), OrderState.QUEUED: (12, 50),
    OrderState.OFFERED: (24, 80), OrderState.ACCEPTED: (40, 110), OrderState.SERVING: (70, 140),
    OrderState.RATING: (100, 190),
}  # fmt: skip
STARTS = ((8, 30), (9, 0), (9, 30), (10, 0), (14, 0), (14, 30), (15, 0), (15, 30), (16, 0))


@dataclass(slots=True)
class Plan:
    """One order to be told: its beginning, its service and its ending; a named person makes it part of the cast."""

    created: dt.datetime
    served: dt.datetime
    ending: str
    resident: Person | None = None
    team: Team | None = None
    volunteer: Volunteer | None = None
    stars: int = 0


def draw(recipe: Recipe, count: int) -> list[Plan]:
    """Plan `count` orders of every state and exit, in the order of their creation."""
    rng = recipe.rng("plans")
    now_open = [state for state, share in OPEN.items() for _ in range(max(2, count * share // 1000))]
    plans = [_open(rng, recipe.now, state) for state in now_open[:count]]
    past = [kind for kind in PAST for _ in range(2)]
    left = count - len(plans)
    endings = (past + rng.choices(list(PAST), list(PAST.values()), k=max(left - len(past), 0)))[:left]
    plans += [_past(rng, recipe.now, ending) for ending in endings]
    return sorted(plans, key=lambda plan: plan.created)


def _open(rng: random.Random, now: dt.datetime, state: OrderState) -> Plan:
    low, high = AGE_HOURS[state]
    created = now - dt.timedelta(hours=rng.uniform(low, high))
    if state == OrderState.SERVING:
        served = now - dt.timedelta(minutes=rng.randint(15, 50))
    elif state == OrderState.RATING:
        served = now - dt.timedelta(hours=rng.uniform(8, 60))
    else:
        served = slot(rng, now + dt.timedelta(days=rng.randint(1, 6)))
    return Plan(created, served, state)


def _past(rng: random.Random, now: dt.datetime, ending: str) -> Plan:
    youngest = {"lapsed": LAPSE_DAYS + 2, "again": 28}.get(ending, 12)
    # Ever more people ask: the days near the end are drawn more often.
    age = youngest + (DAYS - 10 - youngest) * (1 - rng.random() ** 0.75)
    served = slot(rng, now - dt.timedelta(days=age))
    created = daytime(rng, served - dt.timedelta(days=rng.uniform(3, 9)))
    return Plan(created, served, ending)


def slot(rng: random.Random, moment: dt.datetime) -> dt.datetime:
    """A usual beginning of a service on that local day."""
    hour, minute = rng.choice(STARTS)
    return clock.local(moment).replace(hour=hour, minute=minute, second=0, microsecond=0)


def daytime(rng: random.Random, moment: dt.datetime) -> dt.datetime:
    """A waking hour of that local day."""
    here = clock.local(moment)
    return here.replace(
        hour=rng.randint(7, 20), minute=rng.randint(0, 59), second=rng.randint(0, 59), microsecond=0
    )


def by_creation(plans: Sequence[Plan]) -> list[Plan]:
    """In the order in which the numbers are given."""
    return sorted(plans, key=lambda plan: plan.created)
