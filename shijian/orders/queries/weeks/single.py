"""What asking each of a few volunteers for one order costs, by the prices of a plan of its week.

The same way, chance and turns as in a plan; who is in the plan of that week for something else costs what he is worth
there, and who was scarce on such half days of late what plans keep him free for. Skills, language, times and the team
are no rules here: who lacks one costs what the county says.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, OuterRef, Q, Subquery

from shijian.kernel import clock, policy
from shijian.matching.week import Ints
from shijian.matching.why import Cost
from shijian.orders import plan_policies
from shijian.orders.enums import OfferState, Urgency
from shijian.orders.models import Assignment, DispatchLine, Offer, SpanPrice
from shijian.orders.models.plans import COUNTING, OPEN
from shijian.orders.queries.eligibility import LIVE, Need
from shijian.orders.queries.reasons import UNITS
from shijian.orders.queries.weeks import bids, chances, people, snapshot, solving, spans, ways
from shijian.orders.queries.weeks.people import Crew
from shijian.volunteers.models import TeamMember, Volunteer, VolunteerSkill

FREE, BUSY, UNKNOWN = "free", "busy", "unknown"
Key = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Price(Cost):
    """What asking somebody costs, and the facts behind it.

    `far` are kilometres, or a limit where a place has no position; `free` one of FREE, BUSY, UNKNOWN; `served` the
    services of four weeks, `turns` those of that week; `likely` what the chance comes from.
    """

    volunteer: Volunteer
    far: float | int
    chance: float
    turns: int
    free: str
    served: int
    skills: int
    member: bool
    likely: dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """The order in its week: its spans as a mask, what an empty place costs, whom one thinks of asking."""

    need: Need
    monday: dt.date
    slots: int
    weight: int
    volunteers: list[Volunteer]
    crew: Crew
    open: list[int]

    @cached_property
    def ids(self) -> list[int]:
        """The keys of the volunteers."""
        return [each.pk for each in self.volunteers]


def prices(need: Need, ids: list[int]) -> list[Price]:
    """The price of each volunteer of `ids`, by key; sixteen queries at most, however many they are."""
    ground = _ground(need, ids)
    far, way = _ways(ground)
    model, history = chances.current(), chances.history(ground.crew.place, Q(volunteer__in=ids))
    turns, worth = _turns(ground)
    skills, members = _skills(need, ids), _members(need, ids)
    steps = solving.wishes(ground.monday).load
    load = [steps[min(len(turns[pk]), len(steps) - 1)] for pk in ground.ids]
    kept = bids.of_place(need.order.unit_path, ground.monday, ground.crew)
    span = [_span(ground, at, worth, load[at], kept[at]) for at in range(len(ground.ids))]
    facts = chances.Facts(
        np.array(way, float) / 10, np.array([each.said for each in span], bool), history.load, history.yes,
        history.no, np.full(len(way), need.order.urgency >= Urgency.SOON),
    )  # fmt: skip
    hopes, because = model.predict(facts.rows()), facts.because(model)
    return [
        Price(
            volunteer=one, far=far[at], way=way[at], chance=round(float(hopes[at]), 3),
            risk=int(np.rint((1 - hopes[at]) * ground.weight)), turns=len(turns[one.pk]), load=load[at],
            elsewhere=span[at].elsewhere, kept=span[at].kept, free=_freedom(ground, at), served=int(history.load[at]),
            skills=skills.get(one.pk, 0), member=one.pk in members, likely=because(at),
        )
        for at, one in enumerate(ground.volunteers)
    ]  # fmt: skip


def week_of(need: Need) -> dt.date:
    """The Monday of the week in which the order can be served soonest."""
    order, now = need.order, clock.now()
    first = need.first_day if order.wished_until <= now else clock.local(max(order.wished_from, now)).date()
    return first - dt.timedelta(days=first.weekday())


def _ground(need: Need, ids: list[int]) -> Ground:
    monday, order = week_of(need), need.order
    rows = Volunteer.objects.filter(pk__in=ids)
    crew = people.crew(rows)
    slots = int(snapshot.slots_of([order], snapshot.windows_of([order], monday), monday)[0])
    free = people.free_spans(crew, monday)
    return Ground(
        need=need,
        monday=monday,
        slots=slots,
        weight=snapshot.weight(order, monday),
        volunteers=list(rows.select_related("person", "unit").order_by("pk")),
        crew=crew,
        open=[int(mask) & slots for mask in free],
    )


def _ways(ground: Ground) -> tuple[list[float | int], list[int]]:
    """How far each is, and what the way costs."""
    there = [ways.between(ground.need, each.unit, each.unit_path) for each in ground.volunteers]
    return [far for far, _km in there], [int(np.rint(km * UNITS)) for _far, km in there]


def _turns(ground: Ground) -> tuple[dict[int, set[int]], dict[Key, int]]:
    """The other orders of each in that week, promised, asked or planned, and what planned half days are worth there.

    Three queries.
    """
    turns: dict[int, set[int]] = defaultdict(set)
    first, last = spans.limits(ground.monday)
    week = Q(order__wished_from__gte=first, order__wished_from__lt=last, volunteer__in=ground.ids)
    for rows in (
        Assignment.objects.filter(week, state__in=LIVE),
        Offer.objects.filter(week, state=OfferState.OPEN),
    ):
        for pk, order in rows.exclude(order=ground.need.order).values_list("volunteer_id", "order_id"):
            turns[pk].add(order)
    worth: dict[Key, int] = {}
    for pk, order, span, price in _planned(ground):
        turns[pk].add(order)
        worth[pk, span] = max(worth.get((pk, span), 0), price or 0)
    return turns, worth


def _planned(ground: Ground) -> list[tuple[int, int, int, int | None]]:
    """Volunteer, other order, span and its price, of everybody whom a plan of that week still wants there."""
    own = SpanPrice.objects.filter(
        plan=OuterRef("need__plan"), volunteer=OuterRef("volunteer"), span=OuterRef("span")
    )
    wanted = Q(state__in=OPEN, beside=False) | Q(offer__state=OfferState.OPEN)
    lines = DispatchLine.objects.filter(
        wanted, volunteer__in=ground.ids, need__plan__week=ground.monday, need__plan__state__in=COUNTING
    )
    lines = lines.exclude(need__order=ground.need.order).annotate(worth=Subquery(own.values("price")))
    return list(lines.values_list("volunteer_id", "need__order_id", "span", "worth"))


class _Span(NamedTuple):
    """A half day of somebody: what it costs because he is needed there or kept free, and whether he said to be free."""

    elsewhere: int = 0
    kept: int = 0
    said: bool = False


def _span(ground: Ground, at: int, worth: dict[Key, int], load: int, kept: Ints) -> _Span:
    """The half day that is best for somebody; what planned ones are worth has in it what he was kept free for."""
    said, mask = int(ground.crew.said[at]), ground.open[at] or ground.slots
    found = []
    for span in range(spans.COUNT):
        if mask >> span & 1:
            planned = worth.get((ground.ids[at], span))
            spare = int(kept[span]) if planned is None else 0
            found.append(_Span(max(0, (planned or 0) - load), spare, bool(said >> span & 1)))
    return min(found, key=lambda each: (each.elsewhere + each.kept, not each.said), default=_Span())


def _freedom(ground: Ground, at: int) -> str:
    if int(ground.crew.said[at]) & ground.slots:
        return FREE
    return BUSY if ground.slots and not ground.open[at] else UNKNOWN


def _skills(need: Need, ids: list[int]) -> dict[int, int]:
    rows = VolunteerSkill.objects.filter(volunteer_id__in=ids, skill_id__in=need.skill_ids).order_by()
    return dict(rows.values_list("volunteer_id").annotate(n=Count("pk")))


def _members(need: Need, ids: list[int]) -> set[int]:
    rows = TeamMember.objects.current().filter(volunteer_id__in=ids, team_id=need.order.team_id or 0)
    return set(rows.values_list("volunteer_id", flat=True))


@dataclass(frozen=True, slots=True)
class Lacking:
    """What it costs to ask somebody without a skill, the language, a time that he said, the team; 100 m of way each."""

    skill: int
    language: int
    time: int
    team: int

    @classmethod
    def on(cls, day: dt.date) -> Lacking:
        """As decided for a day; what the county left out costs nothing."""
        costs = [int(each) for each in policy.get(plan_policies.LACKING, on=day)]
        return cls(*[*costs, 0, 0, 0, 0][:4])
