"""Ranked volunteers and teams for an order by the prices of a plan of its week, each with the reasons.

What it takes does not grow with the register: bounded pools of ids by place and skill, then one query for each fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from shijian.kernel import memo, paths
from shijian.orders.models import Order
from shijian.orders.queries import eligibility, likely, prices, suiting, team_prices, team_rules
from shijian.orders.queries.reasons import UNITS, Reason
from shijian.orders.queries.weeks import single
from shijian.volunteers.enums import TravelLimit
from shijian.volunteers.models import Team, Volunteer

POOL = 120
NEAR, MIDDLE, FAR = 40, 60, 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A volunteer or team with the reasons; `likely` is what the chance of a yes comes from, of a volunteer alone."""

    subject: Volunteer | Team
    reasons: list[Reason]
    likely: dict[str, Any] = field(default_factory=dict)
    way: int = 0

    @property
    def price(self) -> float:
        """What asking costs in km of way, the sum of its reasons."""
        return sum(reason.cost or 0 for reason in self.reasons) / UNITS

    @property
    def why(self) -> list[str]:
        """What makes a yes more or less likely, as sentences."""
        return likely.words(self.likely, self.way)


def volunteers_for(order: Order, limit: int = 20) -> list[Candidate]:
    """Rank the volunteers who may be asked, cheapest first."""
    with memo.scope():
        need = eligibility.need_of(order)
        return _best(_priced(need, suiting.suited(order, _pool(need))), limit)


def explain(order: Order, volunteer_ids: Iterable[int]) -> dict[int, Candidate]:
    """Price given volunteers, for the offers made to them."""
    with memo.scope():
        found = _priced(eligibility.need_of(order), list(volunteer_ids))
    return {each.subject.pk: each for each in found}


def members_for(order: Order, limit: int = 20) -> list[Candidate]:
    """Rank the members of the team that accepted the order, for its leader."""
    with memo.scope():
        need = eligibility.need_of(order)
        members = _team_members(need, eligibility.fit(need, Volunteer.objects.all()))
        return _best(_priced(need, suiting.suited(order, members)), limit)


def teams_for(order: Order, limit: int = 10) -> list[Candidate]:
    """Rank the teams that may be asked, cheapest first."""
    with memo.scope():
        need = eligibility.need_of(order)
        return _best(_team_candidates(need, _team_pool(need)), limit)


def explain_teams(order: Order, team_ids: Iterable[int]) -> dict[int, Candidate]:
    """Price given teams, for the offers made to them."""
    with memo.scope():
        found = _team_candidates(eligibility.need_of(order), list(team_ids))
    return {each.subject.pk: each for each in found}


def _priced(need: eligibility.Need, ids: list[int]) -> list[Candidate]:
    return [
        Candidate(price.volunteer, prices.reasons_for(need, price), price.likely, price.way)
        for price in single.prices(need, ids)
    ]


def _best(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (c.price, c.subject.pk))[:limit]


def _team_candidates(need: eligibility.Need, ids: list[int]) -> list[Candidate]:
    return [Candidate(team, found) for team, found in team_prices.priced(need, ids)]


def _pool(need: eligibility.Need) -> list[int]:
    """Collect ids of fit volunteers: own team first, then the skilled and near ones; a fixed number of queries."""
    base = eligibility.fit(need, Volunteer.objects.all())
    team = _team_members(need, base)
    everybody = _rings(need, base)
    if not need.skill_ids:
        return _merge([team, *everybody])
    skilled = _rings(need, base.filter(skill_rows__skill_id__in=need.skill_ids))
    near, *rest = everybody
    return _merge([team, *skilled[:2], near, *skilled[2:], *rest])


def _team_members(need: eligibility.Need, base: QuerySet[Volunteer]) -> list[int]:
    if need.order.team_id is None:
        return []
    members = base.filter(memberships__team_id=need.order.team_id, memberships__ends_on__isnull=True)
    return list(members.order_by("pk").values_list("pk", flat=True)[:NEAR])


def _rings(need: eligibility.Need, base: QuerySet[Volunteer]) -> list[list[int]]:
    """Give ids in the village, around it in the town, and in the county; five queries."""
    reach = need.reach
    near = base.filter(reach.within(TravelLimit.VILLAGE)).order_by("unit_path").values_list("pk", flat=True)
    town = _around(need, base, reach.town, MIDDLE)
    county = _around(need, base, reach.county, FAR)
    return [list(near[:NEAR]), town, county]


def _around(need: eligibility.Need, base: QuerySet[Volunteer], path: str, size: int) -> list[int]:
    """Take up to `size` ids below `path`, starting at another child for every order, so that all get their turn."""
    children = max(need.reach.children.get(path, 1), 1)
    pivot = path + paths.segment((need.order.pk * 7919 + need.order.round * 31) % children)
    rows = base.filter(paths.below("unit_path", path)).order_by("unit_path").values_list("pk", flat=True)
    ahead = list(rows.filter(unit_path__gte=pivot)[:size])
    left = max(size - len(ahead), 1)  # never 0, so that the number of queries stays the same
    return (ahead + list(rows.filter(unit_path__lt=pivot)[:left]))[:size]


def _merge(pools: Iterable[list[int]]) -> list[int]:
    return list(dict.fromkeys(pk for pool in pools for pk in pool))[:POOL]


def _team_pool(need: eligibility.Need) -> list[int]:
    """Collect ids of fit teams: the team of the menu item, those whose area covers the place, those nearby."""
    base = team_rules.fit_teams(need.order, Team.objects.all())
    item_team = need.order.item.team_id if need.order.item else None
    covering = base.filter(unit_path__in=paths.ancestors(need.order.unit_path))
    skilled = Q(skills__in=need.skill_ids)
    near = base.filter(paths.below("unit_path", need.reach.town))
    own = _first(base.filter(pk=item_team or 0), 1)
    return _merge([own, _first(covering.filter(skilled), NEAR), _first(covering, NEAR), _first(near, NEAR)])


def _first(teams: QuerySet[Team], size: int) -> list[int]:
    return list(teams.order_by("pk").values_list("pk", flat=True)[:size])
