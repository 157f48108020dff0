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
# What still waits, beside the plain states.
ASKED = "asked"  # the team has accepted, its volunteer has not answered yet
APPEALING = "appealing"  # rejected, and looked at once more
CLAIMABLE = "claimable"  # open to all who fit
NOBODY = "nobody"  # refused in every round: the centre phones
REOPENED = "reopened"  # badly rated, to be served again
UNBEGUN = "unbegun"  # nobody has checked in
UNENDED = "unended"  # somebody has forgotten to check out
# How orders of the past ended, in a thousand; "again" was reopened after a bad rating, "appealed" rejected first.
PAST = {"rated": 700, "lapsed": 140, "again": 12, "appealed": 8, "rejected": 40, "withdrawn": 60, "unmet": 40}
# Open orders, in a thousand of all. No operation leaves a draft behind.
OPEN = {
    OrderState.VERIFYING: 14, APPEALING: 1, OrderState.QUEUED: 8, CLAIMABLE: 3, NOBODY: 1, REOPENED: 1,
    OrderState.OFFERED: 14, OrderState.ACCEPTED: 22, UNBEGUN: 1, OrderState.SERVING: 5, UNENDED: 1,
    OrderState.RATING: 22,
}  # fmt: skip
# The youngest and the oldest of each, in hours.
AGE_HOURS = {
    OrderState.VERIFYING: (1, 26), APPEALING: (50, 70), OrderState.QUEUED: (12, 50), CLAIMABLE: (20, 50),
    NOBODY: (110, 170), REOPENED: (210, 330), OrderState.OFFERED: (24, 80), OrderState.ACCEPTED: (40, 110),
    UNBEGUN: (60, 110), OrderState.SERVING: (70, 140), UNENDED: (80, 140), OrderState.RATING: (100, 190),
}  # fmt: skip
# How long ago the service began, in minutes, where it is not a matter of the calendar.
BEGUN = {OrderState.SERVING: (15, 50), UNBEGUN: (370, 440), UNENDED: (560, 640)}
LATEST_HOUR = 21
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
    title: str = ""  # of one of the needs in own words


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


def _open(rng: random.Random, now: dt.datetime, state: str) -> Plan:
    low, high = AGE_HOURS[state]
    created = awake(rng, now - dt.timedelta(hours=rng.uniform(low, high)))
    if state in BEGUN:
        served = now - dt.timedelta(minutes=rng.randint(*BEGUN[state]))
    elif state == OrderState.RATING:
        served = earlier(rng, now)
    elif state == REOPENED:
        served = slot(rng, created + dt.timedelta(days=4))
    else:
        served = later(rng, now)
    return Plan(created, served, state)


def later(rng: random.Random, now: dt.datetime) -> dt.datetime:
    """A beginning of today if there is one left, of tomorrow, or of the days after."""
    day = rng.choice([0, 0, 1, 1, 2, 3, 4, 5, 6])
    found = slot(rng, now + dt.timedelta(days=day))
    return found if found > now + dt.timedelta(hours=1) else slot(rng, now + dt.timedelta(days=1))


def next_hour(now: dt.datetime) -> dt.datetime:
    """Soon today, on the half hour; in the evening tomorrow morning."""
    here = clock.local(now + dt.timedelta(minutes=90)).replace(second=0, microsecond=0)
    soon = here.replace(minute=0 if here.minute < 30 else 30)
    morning = soon.replace(hour=9, minute=0)
    if soon.hour < morning.hour:
        return morning
    return soon if soon.hour < LATEST_HOUR else morning + dt.timedelta(days=1)


def earlier(rng: random.Random, now: dt.datetime) -> dt.datetime:
    """A beginning of this morning if that service can be over, or of the last days."""
    found = slot(rng, now - dt.timedelta(days=rng.choice([0, 1, 1, 2])))
    return found if found < now - dt.timedelta(hours=6) else slot(rng, now - dt.timedelta(days=1))


def awake(rng: random.Random, moment: dt.datetime) -> dt.datetime:
    """The moment itself, or the evening before when people are asleep."""
    here = clock.local(moment)
    if here.hour >= 7:
        return here
    return (here - dt.timedelta(days=1)).replace(hour=LATEST_HOUR, minute=rng.randint(0, 59))


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
