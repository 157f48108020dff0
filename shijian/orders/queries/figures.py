"""Figures of a period by unit and team. The orders asked for in the period are the cohort; none ever leaves it.

Each figure is a filter; the same filter gives the rows behind the number.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from shijian.kernel import clock, paths
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.models import Offer, Order, Rating
from shijian.units.models import Unit
from shijian.volunteers.models import Team

HAPPY = 4
MILESTONES: dict[str, Q] = {
    "asked": Q(),
    "verified": Q(verified_at__isnull=False),
    "dispatched": Q(dispatched_at__isnull=False),
    "accepted": Q(accepted_at__isnull=False),
    "served": Q(finished_at__isnull=False),
    "rated": Q(finished_at__isnull=False, last_stars__isnull=False),
    "unrated": Q(finished_at__isnull=False, last_stars__isnull=True),
    "satisfied": Q(finished_at__isnull=False, last_stars__gte=HAPPY),
    "rejected": Q(state=OrderState.REJECTED),
    "withdrawn": Q(state=OrderState.WITHDRAWN),
    "unmet": Q(state=OrderState.UNMET),
}
SPEEDS = {
    "verify": ("created_at", "verified_at"),
    "dispatch": ("verified_at", "dispatched_at"),
    "accept": ("dispatched_at", "accepted_at"),
}
TEAM_MILESTONES = ("asked", "accepted", "refused", "served", "rated", "unrated", "satisfied")


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one unit or team: counts by milestone, median hours by step."""

    subject: Unit | Team
    counts: dict[str, int]
    hours: dict[str, float | None] = field(default_factory=dict)

    @property
    def satisfied_of_rated(self) -> float | None:
        """Share of happy ratings among the ratings, 0 to 1."""
        return share(self.counts["satisfied"], self.counts["rated"])

    @property
    def satisfied_of_served(self) -> float | None:
        """Share of happy ratings among all that was served, rated or not, 0 to 1."""
        return share(self.counts["satisfied"], self.counts["served"])


def share(part: int, whole: int) -> float | None:
    """Give part of whole, 0 to 1; None of nothing."""
    return part / whole if whole else None


def period(since: dt.date, until: dt.date) -> Q:
    """Give the filter for orders asked for from the day `since` to the day `until`, both included."""
    start, end = (
        dt.datetime.combine(day, dt.time(), clock.ZONE) for day in (since, until + dt.timedelta(days=1))
    )
    return Q(created_at__gte=start, created_at__lt=end)


def cohort(path: str, since: dt.date, until: dt.date) -> QuerySet[Order]:
    """Give the orders of the period in the subtree of `path`, with `last_stars`, the stars of the last service."""
    stars = Rating.objects.filter(order=OuterRef("pk")).order_by("-service_round").values("stars")[:1]
    rows = Order.objects.filter(period(since, until), paths.below("unit_path", path))
    return rows.exclude(state=OrderState.DRAFT).annotate(last_stars=Subquery(stars))


def rows(
    path: str, milestone: str, since: dt.date, until: dt.date, team_id: int | None = None
) -> QuerySet[Order]:
    """Give the orders behind one figure; none for a milestone that does not exist."""
    found = cohort(path, since, until)
    if team_id is not None:
        return found.filter(_of_team(milestone, team_id))
    return found.filter(MILESTONES[milestone]) if milestone in MILESTONES else found.none()


def for_units(path: str, since: dt.date, until: dt.date) -> list[Figures]:
    """Give the figures of the unit at `path` (first) and of each unit directly below it. Three queries."""
    units = Unit.objects.filter(Q(path=path) | Q(parent__path=path)).order_by("path")
    width = len(path) + paths.WIDTH
    grouped = cohort(path, since, until).annotate(branch=Substr("unit_path", 1, width)).order_by()
    counts = {row["branch"]: row for row in grouped.values("branch").annotate(**_counts(MILESTONES))}
    hours = _hours(grouped)
    return [_of_unit(unit, path, counts, hours) for unit in units]


def for_teams(path: str, since: dt.date, until: dt.date, *, limit: int = 50) -> list[Figures]:
    """Give the figures of the teams that were asked for the orders of the period, the busiest first. Three queries."""
    found = cohort(path, since, until)
    offers = Offer.objects.filter(order__in=found.values("pk"), team__isnull=False).order_by()
    refused = Q(state=OfferState.REFUSED)
    asked: dict[int, dict[str, Any]] = defaultdict(dict)
    row: Any
    for row in offers.values("team_id").annotate(
        asked=Count("order", distinct=True), refused=Count("order", distinct=True, filter=refused)
    ):
        asked[row["team_id"]] = row
    own = {name: MILESTONES[name] for name in TEAM_MILESTONES if name in MILESTONES and name != "asked"}
    for row in found.filter(team__isnull=False).order_by().values("team_id").annotate(**_counts(own)):
        asked[row["team_id"]] = {**asked[row["team_id"]], **row}
    busiest = sorted(asked, key=lambda pk: (-asked[pk].get("n_accepted", 0), pk))[:limit]
    teams = Team.objects.in_bulk(busiest)
    return [Figures(teams[pk], _team_counts(asked[pk])) for pk in busiest]


def _team_counts(row: dict[str, int]) -> dict[str, int]:
    return {
        name: row.get(name if name in ("asked", "refused") else f"n_{name}", 0) for name in TEAM_MILESTONES
    }


def _of_team(milestone: str, team_id: int) -> Q:
    if milestone in ("asked", "refused"):
        offers = Offer.objects.filter(order=OuterRef("pk"), team_id=team_id)
        return Q(Exists(offers if milestone == "asked" else offers.filter(state=OfferState.REFUSED)))
    if milestone not in MILESTONES:
        return Q(pk__in=[])
    return Q(team_id=team_id) & MILESTONES[milestone]


def _counts(milestones: dict[str, Q]) -> dict[str, Any]:
    return {f"n_{name}": Count("pk", filter=test or None) for name, test in milestones.items()}


def _hours(grouped: QuerySet[Any]) -> dict[str, dict[str, list[float]]]:
    """Collect the hours that each step took, by branch."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    names = ("branch", "created_at", "verified_at", "dispatched_at", "accepted_at")
    for row in grouped.values(*names).iterator(chunk_size=2000):
        for step, (start, end) in SPEEDS.items():
            if row[start] and row[end]:
                found[row["branch"]][step].append((row[end] - row[start]).total_seconds() / 3600)
    return found


def _of_unit(unit: Unit, path: str, counts: dict[str, Any], hours: dict[str, Any]) -> Figures:
    branches = list({*counts, *hours}) if unit.path == path else [unit.path]
    totals = {name: sum(counts.get(b, {}).get(f"n_{name}", 0) for b in branches) for name in MILESTONES}
    spans = {step: _middle(hours.get(b, {}).get(step, []) for b in branches) for step in SPEEDS}
    return Figures(unit, totals, spans)


def _middle(lists: Iterable[list[float]]) -> float | None:
    values = [value for some in lists for value in some]
    return max(round(median(values), 1), 0.0) if values else None


def rows_asked(asked: Mapping[str, str]) -> QuerySet[Order] | None:
    """Give the orders behind the figure that the parameters of an address name; None when they name none."""
    milestone = asked.get("milestone", "")
    if milestone not in MILESTONES and milestone not in TEAM_MILESTONES:
        return None
    until = _day(asked.get("until", "")) or clock.today()
    since = _day(asked.get("since", "")) or until.replace(month=1, day=1)
    path, team = asked.get("path", ""), asked.get("team", "")
    if not path.isalnum() or len(path) % paths.WIDTH:
        return Order.objects.none()
    team_id = int(team) if team.isascii() and team.isdigit() and len(team) < 19 else None
    return rows(path, milestone, since, until, team_id)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
