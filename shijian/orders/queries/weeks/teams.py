"""The orders of a week that go to teams: asked from the menu of a team, nobody bound yet, some team may be asked.

Who may is asked of `team_rules`, each rule once for all that its answer depends on. Who could is what the menu and the
area say: the team of the item; teams that list the same class there; teams at home on the way from the town down to the
place; all but the first with the skills of the order.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import F, QuerySet

from shijian.kernel import clock, paths, policy
from shijian.matching import teams_search
from shijian.matching.teams import NOBODY, Assigned, Work
from shijian.matching.week import Flags, Ints, Masks, Wishes, digest_of
from shijian.orders import plan_policies
from shijian.orders.enums import ItemState
from shijian.orders.models import MenuItem, Offer, Order
from shijian.orders.queries import team_room, team_rules
from shijian.orders.queries.weeks import needs, snapshot, ways
from shijian.orders.queries.weeks.draft import Choice, TeamPart, Wanted
from shijian.orders.queries.weeks.needs import Land
from shijian.orders.queries.weeks.traits import Holders, Traits
from shijian.volunteers.enums import Standing
from shijian.volunteers.models import Team, TeamStanding

OTHERS = 8
METRES = 10  # of 100 in a kilometre
# The rules whose answer depends on the team alone; on day and place; on the pair.
ALWAYS, THERE, PAIRS = ("team-dissolved", "team-no-leader"), "team-unregistered", ("team-asked",)


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


@dataclass(frozen=True)
class Squads:
    """Orders for teams, the teams that could take them, and who lawfully may: `may[team, order]`."""

    orders: Sequence[Order]
    teams: Sequence[Team]
    land: Land
    may: Flags


def part_of(path: str, monday: dt.date, wished: Wishes, *, seconds: float, seed: int = 0) -> TeamPart:
    """Give the orders of the area's week to teams; one query where there are none. Reads only.

    Orders without a team afterwards are not in the part: they are for single volunteers.
    """
    squads = squads_of(path, monday)
    if squads is None:
        return TeamPart()
    work, parts = work_of(squads, monday, wished)
    made = teams_search.assign(work, seconds=seconds, seed=seed, workers=1)
    given = np.flatnonzero(made.team != NOBODY).tolist()
    wanted = [_wanted(squads, work, parts, made, at, monday) for at in given]
    return TeamPart(wanted, made, digest_of(work))


def squads_of(path: str, monday: dt.date) -> Squads | None:
    """The orders of the week that teams may be asked for, with the teams; None where there are none."""
    rows = snapshot.waiting(path, monday).filter(item__isnull=False).select_related("item")
    orders = list(rows.annotate(free=snapshot.free_places()).filter(free=F("headcount")))
    if not orders:
        return None
    land = needs.land_around(path)
    known = Team.objects.filter(paths.below("unit_path", land.root)).order_by("pk")
    teams = [team for team in known if team.unit_path in land.places]
    could = _could(rows, orders, teams, land)
    some = np.flatnonzero(could.any(axis=1)).tolist()
    teams, could = [teams[at] for at in some], could[some]
    may = could & _may(rows, orders, teams, could)
    kept = np.flatnonzero(may.any(axis=0)).tolist()
    if not kept:
        return None
    return Squads([orders[at] for at in kept], teams, land, may[:, kept])


def _could(rows: QuerySet[Order], orders: Sequence[Order], teams: Sequence[Team], land: Land) -> Flags:
    """What the menu, the area and the skills say; three queries."""
    place = {team.pk: at for at, team in enumerate(teams)}
    here, listed = _homes(teams), _listed(place)
    able = _grouped(Team.skills.through.objects.filter(team__in=place), "team_id")
    wanted = _grouped(Order.skills.through.objects.filter(order__in=rows.values("pk")), "order_id")
    found = np.zeros((len(teams), len(orders)), bool)
    for number, order in enumerate(orders):
        town, path = land.reach(order.unit_path).town, order.unit_path
        near = [at for way in paths.ancestors(path) if way.startswith(town) for at in here[way]]
        near += [at for area, at in listed[order.category] if path.startswith(area)]
        found[[at for at in near if wanted[order.pk] <= able[teams[at].pk]], number] = True
        if order.item is not None and order.item.team_id in place:
            found[place[order.item.team_id], number] = True
    return found


def _homes(teams: Sequence[Team]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, team in enumerate(teams):
        found[team.unit_path].append(at)
    return found


def _listed(place: dict[int, int]) -> dict[str, set[tuple[str, int]]]:
    """By class the areas for which teams list something."""
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    items = MenuItem.objects.filter(state=ItemState.LISTED, team__in=place)
    for category, area, team_id in items.values_list("category", "unit_path", "team_id"):
        found[category].add((area, place[team_id]))
    return found


def _grouped(rows: QuerySet[Any], key: str) -> dict[int, set[int]]:
    """The skills by order or team."""
    found: dict[int, set[int]] = defaultdict(set)
    for pk, skill in rows.values_list(key, "skill_id"):
        found[pk].add(skill)
    return found


def _may(rows: QuerySet[Order], orders: Sequence[Order], teams: Sequence[Team], could: Flags) -> Flags:
    """Whom the rules let ask; a query for each different thing that an answer depends on."""
    place = {team.pk: at for at, team in enumerate(teams)}
    known = Team.objects.filter(pk__in=place)
    loose = TeamStanding.objects.filter(kind=Standing.UNREGISTERED, team__in=place)
    unregistered = [place[pk] for pk in loose.values_list("team_id", flat=True)]
    bits = Traits(len(orders), place)
    for number, order in enumerate(orders):
        for rule in team_rules.TEAM_RULES:
            if rule.code in ALWAYS:
                bits.demand(rule.code, number, _passing(rule, order, known))
            elif rule.code == THERE and could[unregistered, number].any():
                there = (clock.local(order.wished_from).date(), order.unit_path)
                bits.demand((rule.code, there), number, _passing(rule, order, known))
    may = _meeting(*bits.arrays())
    number_of = {order.pk: at for at, order in enumerate(orders)}
    had = Offer.objects.filter(order__in=rows.values("pk"), team__in=place, state__in=team_rules.HAD)
    for order_id, team_id in had.values_list("order_id", "team_id"):
        if order_id in number_of:
            may[place[team_id], number_of[order_id]] = False
    return may


def _meeting(need: Masks, has: Masks) -> Flags:
    """For each team (row) and order whether it has all that is needed."""
    found = np.ones((len(has), len(need)), bool)
    for word in range(need.shape[1]):
        found &= (has[:, word, None] & need[:, word]) == need[:, word]
    return found


def _passing(rule: team_rules.TeamRule, order: Order, teams: QuerySet[Team]) -> Holders:
    return lambda: teams.filter(rule.test(order)).values_list("pk", flat=True)


def work_of(squads: Squads, monday: dt.date, wished: Wishes) -> tuple[Work, Parts]:
    """The week as the optimiser takes it, and the parts of each cost."""
    ids = [team.pk for team in squads.teams]
    found = team_room.rooms(Team.objects.filter(pk__in=ids), monday)
    room = [found[pk] for pk in ids]
    seats = np.array([order.headcount for order in squads.orders], np.int64)
    parts = Parts(_way(squads), _turn(room, ids, wished), _menu(squads, monday))
    fits, use, total = _shares(room, seats)
    weight = np.array([snapshot.weight(order, monday) for order in squads.orders], np.int64)
    return Work(parts.cost, use, total, weight * seats, squads.may & fits), parts


def _shares(room: Sequence[team_room.Room], seats: Ints) -> tuple[Flags, Ints, Ints]:
    """Who has room for the places of an order, what it uses of it, and the room of each.

    Places and orders become one number: an order uses the share of the one that is scarcer for it, so that what is
    within the room is within both.
    """
    facts = np.array([(each.members, each.places, each.orders) for each in room], np.int64)
    members, places, orders = np.maximum(0, facts).T[:, :, None]
    fits = (seats <= np.minimum(members, places)) & (orders >= 1)
    return fits, np.maximum(seats * orders, places), (places * orders)[:, 0]


def _way(squads: Squads) -> Ints:
    """From the team's unit to the place, in 100 m."""
    homes_of, goals_of = (
        [team.unit_path for team in squads.teams],
        [order.unit_path for order in squads.orders],
    )
    where = sorted({*homes_of, *goals_of})
    number = {path: at for at, path in enumerate(where)}
    homes, goals = [number[path] for path in homes_of], [number[path] for path in goals_of]
    far = ways.steps(squads.land, where, sorted(set(goals)))
    km = ways.kilometres(squads.land, where, far)
    return np.rint(km[np.ix_(homes, goals)] * METRES).astype(np.int64)


def _turn(room: Sequence[team_room.Room], ids: Sequence[int], wished: Wishes) -> Ints:
    """What the turn of each team costs."""
    late, turns = team_room.of_late(ids), wished.load
    each = [team_room.turn(late.get(pk, 0), one, turns) for pk, one in zip(ids, room, strict=True)]
    return np.array(each, np.int64)[:, None]


def _menu(squads: Squads, monday: dt.date) -> Ints:
    other = int(policy.get(plan_policies.OTHER_TEAM, on=monday))
    asked = [order.item.team_id if order.item else None for order in squads.orders]
    return np.array([[0 if team.pk == own else other for own in asked] for team in squads.teams], np.int64)


def _wanted(squads: Squads, work: Work, parts: Parts, made: Assigned, at: int, monday: dt.date) -> Wanted:
    """One order with whom one could ask: the team of the plan, then the cheapest."""
    order, chosen = squads.orders[at], int(made.team[at])
    found = [
        Choice(
            team_id=squads.teams[team].pk, way=int(parts.way[team, at]), load=int(parts.turn[team, 0]),
            menu=int(parts.menu[team, at]), chosen=team == chosen,
            elsewhere=0 if team == chosen else round(float(made.price[team] * work.use[team, at])),
        )
        for team in np.flatnonzero(work.may[:, at]).tolist()
    ]  # fmt: skip
    found.sort(key=lambda one: (not one.chosen, one.price, one.team_id))
    return Wanted(
        order.pk, order.headcount, snapshot.weight(order, monday), found[: OTHERS + 1], for_team=True
    )
