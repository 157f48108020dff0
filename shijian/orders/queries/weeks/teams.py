"""Gives the orders of a week that go to teams to teams: what each costs, what room it has, who takes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shijian.kernel import policy
from shijian.matching import teams_search
from shijian.matching.teams import NOBODY, Assigned, Work
from shijian.matching.week import Flags, Ints, Wishes, digest_of
from shijian.orders import plan_policies
from shijian.orders.queries import team_room
from shijian.orders.queries.reasons import UNITS
from shijian.orders.queries.weeks import snapshot, squads, ways
from shijian.orders.queries.weeks.draft import Choice, TeamPart, Wanted
from shijian.orders.queries.weeks.squads import Squads
from shijian.volunteers.models import Team

OTHERS = 8


@dataclass(frozen=True)
class Parts:
    """What makes up the cost of a team for an order, in 100 m of way: `way[team, order]`, `turn[team, 0]`, `menu`."""

    way: Ints
    turn: Ints
    menu: Ints

    @property
    def cost(self) -> Ints:
        """The sum."""
        return self.way + self.turn + self.menu


def part_of(path: str, monday: dt.date, wished: Wishes, *, seconds: float, seed: int = 0) -> TeamPart:
    """Give the orders of the area's week to teams; one query where there are none. Reads only.

    Orders without a team afterwards are not in the part: they are for single volunteers.
    """
    found = squads.squads_of(path, monday)
    if found is None:
        return TeamPart()
    work, parts = work_of(found, monday, wished)
    made = teams_search.assign(work, seconds=seconds, seed=seed, workers=1)
    given = np.flatnonzero(made.team != NOBODY).tolist()
    wanted = [_wanted(found, work, parts, made, at, monday) for at in given]
    return TeamPart(wanted, made, digest_of(work))


def work_of(those: Squads, monday: dt.date, wished: Wishes) -> tuple[Work, Parts]:
    """The week as the optimiser takes it, and the parts of each cost."""
    ids = [team.pk for team in those.teams]
    found = team_room.rooms(Team.objects.filter(pk__in=ids), monday)
    room = [found[pk] for pk in ids]
    seats = np.array([order.headcount for order in those.orders], np.int64)
    parts = Parts(_way(those), _turn(room, ids, wished), _menu(those, monday))
    fits, use, total = _shares(room, seats)
    weight = np.array([snapshot.weight(order, monday) for order in those.orders], np.int64)
    return Work(parts.cost, use, total, weight * seats, those.may & fits), parts


def _shares(room: Sequence[team_room.Room], seats: Ints) -> tuple[Flags, Ints, Ints]:
    """Who has room for the places of an order, what it uses of it, and the room of each.

    Places and orders become one number: an order uses the share of the one that is scarcer for it, so that what is
    within the room is within both.
    """
    facts = np.array([(each.members, each.places, each.orders) for each in room], np.int64)
    members, places, orders = np.maximum(0, facts).T[:, :, None]
    fits = (seats <= np.minimum(members, places)) & (orders >= 1)
    return fits, np.maximum(seats * orders, places), (places * orders)[:, 0]


def _way(those: Squads) -> Ints:
    """From the team's unit to the place, in 100 m."""
    homes_of, goals_of = (
        [team.unit_path for team in those.teams],
        [order.unit_path for order in those.orders],
    )
    where = sorted({*homes_of, *goals_of})
    number = {path: at for at, path in enumerate(where)}
    homes, goals = [number[path] for path in homes_of], [number[path] for path in goals_of]
    far = ways.steps(those.land, where, sorted(set(goals)))
    km = ways.kilometres(those.land, where, far)
    return np.rint(km[np.ix_(homes, goals)] * UNITS).astype(np.int64)


def _turn(room: Sequence[team_room.Room], ids: Sequence[int], wished: Wishes) -> Ints:
    """What the turn of each team costs."""
    late, turns = team_room.of_late(ids), wished.load
    each = [team_room.turn(late.get(pk, 0), one, turns) for pk, one in zip(ids, room, strict=True)]
    return np.array(each, np.int64)[:, None]


def _menu(those: Squads, monday: dt.date) -> Ints:
    other = int(policy.get(plan_policies.OTHER_TEAM, on=monday))
    asked = [order.item.team_id if order.item else None for order in those.orders]
    return np.array([[0 if team.pk == own else other for own in asked] for team in those.teams], np.int64)


def _wanted(those: Squads, work: Work, parts: Parts, made: Assigned, at: int, monday: dt.date) -> Wanted:
    """One order with whom one could ask: the team of the plan, then the cheapest."""
    order, chosen = those.orders[at], int(made.team[at])
    found = [
        Choice(
            team_id=those.teams[team].pk, way=int(parts.way[team, at]), load=int(parts.turn[team, 0]),
            menu=int(parts.menu[team, at]), chosen=team == chosen,
            elsewhere=0 if team == chosen else round(float(made.price[team] * work.use[team, at])),
        )
        for team in np.flatnonzero(work.may[:, at]).tolist()
    ]  # fmt: skip
    found.sort(key=lambda one: (not one.chosen, one.total, one.team_id))
    return Wanted(
        order.pk, order.headcount, snapshot.weight(order, monday), found[: OTHERS + 1], for_team=True
    )
