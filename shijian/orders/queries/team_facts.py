"""The facts behind the ranking of teams. Only the latest orders of a team count, so that old teams cost the same."""

from __future__ import annotations

import datetime as dt

from django.db.models import Avg, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from shijian.kernel import clock
from shijian.orders.models import Order, Rating
from shijian.orders.queries.eligibility import Need
from shijian.orders.queries.reasons import Reason
from shijian.volunteers.models import Team

WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=28)
LATEST = 60


def gather(need: Need, ids: list[int]) -> QuerySet[Team]:
    """Fetch the teams with `matched` skills, orders of the `week` and `month`, average `stars`; one query."""
    matched = Count("skills", filter=Q(skills__in=need.skill_ids), distinct=True)
    now = clock.now()
    return (
        Team.objects.filter(pk__in=ids)
        .select_related("unit")
        .annotate(matched=matched, week=_load(now - WEEK), month=_load(now - MONTH), stars=_stars())
        .order_by("pk")
    )


def _latest() -> QuerySet[Order, int]:
    mine = Order.objects.filter(team_id=OuterRef(OuterRef("pk"))).order_by("-pk")
    return mine.values_list("pk", flat=True)[:LATEST]


def _load(since: dt.datetime) -> Coalesce:
    rows = Order.objects.filter(pk__in=_latest(), accepted_at__gte=since).order_by()
    count = rows.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def _stars() -> Subquery:
    rows = Rating.objects.filter(order_id__in=_latest()).order_by()
    return Subquery(rows.annotate(one=Value(1)).values("one").annotate(a=Avg("stars")).values("a"))


def reasons_for(need: Need, team: Team) -> list[Reason]:
    """Say what speaks for and against asking `team`."""
    found = [_area(need, team), _busy(team), _rated(getattr(team, "stars", None))]
    if need.skill_ids:
        matched = getattr(team, "matched", 0)
        found.insert(
            0, Reason("skill", [matched, len(need.skill_ids)], round(30 * matched / len(need.skill_ids), 1))
        )
    if need.order.item is not None:
        own = need.order.item.team_id == team.pk
        found.insert(0, Reason("item", own, 60 if own else 0))
    return found


def _area(need: Need, team: Team) -> Reason:
    if not need.order.unit_path.startswith(team.unit_path):
        return Reason("area", "near", 5)
    depth = len(team.unit_path) / len(need.order.unit_path)
    return Reason("area", "covers", round(15 + 15 * depth, 1))


def _busy(team: Team) -> Reason:
    week, month = getattr(team, "week", 0), getattr(team, "month", 0)
    full = week >= team.weekly_orders
    return Reason("load", month, -30 if full else round(15 * (1 - week / team.weekly_orders), 1))


def _rated(stars: float | None) -> Reason:
    return Reason("rating", stars, 0 if stars is None else round(5 * (stars - 3), 1))
