"""What asking each of a few teams for one order costs, by the prices of a plan of its week, as reasons.

The same way, turn and menu as in a plan. Skills and room are no rules here: what a team lacks costs what the county
says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery, Value

from shijian.kernel import policy
from shijian.orders import plan_policies
from shijian.orders.models import Order, Rating
from shijian.orders.queries import prices, team_room
from shijian.orders.queries.eligibility import Need
from shijian.orders.queries.reasons import UNITS, Reason
from shijian.orders.queries.team_room import Room
from shijian.orders.queries.weeks import single, snapshot, solving, ways
from shijian.volunteers.models import Team

LATEST = 60  # ratings of more orders than these say nothing new, and old teams would cost more


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the county decided, in 100 m of way: `skill` each, another team, the turns, an order that nobody takes."""

    skill: int
    other: int
    turns: tuple[int, ...]
    empty: int


def priced(need: Need, ids: list[int]) -> list[tuple[Team, list[Reason]]]:
    """Each team of `ids`, by key, with its price in parts; six queries and those of policies, however many they are."""
    monday = single.week_of(need)
    room, late = team_room.rooms(Team.objects.filter(pk__in=ids), monday), team_room.of_late(ids)
    scale = _Scale(
        skill=single.Lacking.on(need.first_day).skill,
        other=int(policy.get(plan_policies.OTHER_TEAM, on=monday)),
        turns=solving.wishes(monday).load,
        empty=snapshot.weight(need.order, monday) * need.order.headcount,
    )
    return [
        (team, [*_asked(need, team, scale), *_able(need, team, room[team.pk], late.get(team.pk, 0), scale)])
        for team in _gather(need, ids)
    ]


def _gather(need: Need, ids: list[int]) -> QuerySet[Team]:
    """The teams with `matched` skills and average `stars`; one query."""
    matched = Count("skills", filter=Q(skills__in=need.skill_ids), distinct=True)
    rows = Team.objects.filter(pk__in=ids).select_related("unit")
    return rows.annotate(matched=matched, stars=_stars()).order_by("pk")


def _stars() -> Subquery:
    latest = Order.objects.filter(team_id=OuterRef(OuterRef("pk"))).order_by("-pk")
    rows = Rating.objects.filter(order_id__in=latest.values_list("pk", flat=True)[:LATEST]).order_by()
    return Subquery(rows.annotate(one=Value(1)).values("one").annotate(a=Avg("stars")).values("a"))


def _asked(need: Need, team: Team, scale: _Scale) -> Iterator[Reason]:
    """Whether the order was asked from its menu; only the skills of another team are looked at."""
    own = need.order.item is not None and need.order.item.team_id == team.pk
    if need.order.item is not None:
        yield Reason("item", own, cost=0 if own else scale.other)
    if wanted := len(need.skill_ids):
        matched = int(getattr(team, "matched", 0))
        yield Reason("skill", [matched, wanted], cost=0 if own else scale.skill * (wanted - matched))


def _able(need: Need, team: Team, room: Room, late: int, scale: _Scale) -> Iterator[Reason]:
    """Where it serves, how far that is, what it did lately, whether it has room; who has none will hardly say yes."""
    yield Reason("area", "covers" if need.order.unit_path.startswith(team.unit_path) else "near", cost=0)
    far, km = ways.between(need, team.unit, team.unit_path)
    yield Reason("distance", prices.far_fact(far), cost=int(np.rint(km * UNITS)))
    yield Reason("load", late, cost=team_room.turn(late, room, scale.turns))
    yield Reason("rating", getattr(team, "stars", None), cost=0)
    fits = room.fits(need.order.headcount)
    yield Reason("room", fits, cost=0 if fits else scale.empty)
