"""The orders of a week that may go to teams: asked from the menu of a team, nobody bound yet, some team may be asked.

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

from shijian.kernel import clock, paths
from shijian.matching.week import Flags, Masks
from shijian.orders.enums import ItemState
from shijian.orders.models import MenuItem, Offer, Order
from shijian.orders.queries import team_rules
from shijian.orders.queries.weeks import needs, snapshot
from shijian.orders.queries.weeks.needs import Land
from shijian.orders.queries.weeks.traits import Holders, Traits
from shijian.volunteers.enums import Standing
from shijian.volunteers.models import Team, TeamStanding

# The rules whose answer depends on the team alone; on day and place; on the pair.
ALWAYS, THERE, PAIRS = ("team-dissolved", "team-no-leader"), "team-unregistered", ("team-asked",)


@dataclass(frozen=True)
class Squads:
    """Orders for teams, the teams that could take them, and who lawfully may: `may[team, order]`."""

    orders: Sequence[Order]
    teams: Sequence[Team]
    land: Land
    may: Flags


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
