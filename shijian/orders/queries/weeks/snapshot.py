"""From the database to the arrays of the optimiser: a fixed number of queries and one for each different demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from shijian.kernel import clock, memo, paths, policy
from shijian.matching.week import Floats, Masks, Orders, Volunteers, Week
from shijian.orders import plan_policies
from shijian.orders.enums import OfferState, OrderState, Urgency
from shijian.orders.models import Command, Offer, Order
from shijian.orders.queries.eligibility import LIVE
from shijian.orders.queries.weeks import blocked, needs, people, spans, traits, ways
from shijian.orders.queries.weeks.people import Crew


@dataclass(frozen=True)
class Snapshot:
    """A week with what its numbers stand for: orders, volunteers, places, sets of skills."""

    monday: dt.date
    week: Week
    orders: Sequence[Order]
    crew: Crew
    places: list[needs.Place]
    skills: list[frozenset[int]]
    windows: Floats


def waiting(path: str, monday: dt.date) -> QuerySet[Order]:
    """The orders of the area that a plan of that week is for: to be dispatched, or with places free and nobody asked.

    Emergencies wait until their body in command is named.
    """
    start, end = spans.limits(monday)
    asked = Offer.objects.filter(order=OuterRef("pk"), state=OfferState.OPEN)
    commanded = Command.objects.filter(order=OuterRef("pk"))
    rows = Order.objects.filter(
        paths.below("unit_path", path),
        state__in=(OrderState.QUEUED, OrderState.OFFERED),
        wished_from__lt=end,
        wished_until__gt=max(start, clock.now()),
    )
    return rows.filter(~Exists(asked), ~Q(urgency=Urgency.EMERGENCY) | Exists(commanded)).order_by("pk")


def of_week(path: str, monday: dt.date, *, without: Collection[int] = ()) -> Snapshot:
    """Take the week of the area at `path` `without` some orders; nothing is written."""
    with memo.scope():
        return _taken(path, monday, without)


def _taken(path: str, monday: dt.date, without: Collection[int]) -> Snapshot:
    rows, land = waiting(path, monday), needs.land_around(path)
    free = ((order, order.free) for order in rows.annotate(free=free_places()) if order.free > 0)
    found = [each for each in free if each[0].pk not in without]
    orders, seats = [order for order, _free in found], np.array([free for _order, free in found], np.int64)
    crew = people.crew_of(path, land)
    windows = windows_of(orders, monday)
    taken = blocked.taken_time(crew.place, crew.place_of_person, *_range(orders, monday))
    ground = blocked.Ground(orders, rows, crew.rows, crew.place, crew.place_of_person, windows)
    wanted = needs.needs_of(rows, orders, land)
    demands = traits.of(wanted, rows, crew.rows, crew.place)
    skills, skill, skilled = traits.skills(wanted, crew.rows, demands)
    need, has = demands.arrays()
    where = sorted({order.unit_path for order in orders} | set(crew.homes))
    number = {each: at for at, each in enumerate(where)}
    village = np.array([number[order.unit_path] for order in orders], np.int64)
    far = ways.steps(land, where, np.unique(village).tolist())
    week = Week(
        Orders(
            village=village,
            skill=skill,
            slots=slots_of(orders, windows, monday),
            seats=seats,
            weight=np.array([weight(order, monday) for order in orders], np.int64),
            whole=np.array([order.together for order in orders], bool) & (seats > 1),
            needs=need,
        ),
        Volunteers(
            home=np.array([number[home] for home in crew.homes], np.int64),
            skills=skilled,
            free=people.free_spans(crew, monday),
            traits=has,
            cap=people.caps(crew, taken, monday),
            reach=people.reaches(crew),
        ),
        ways.kilometres(land, where, far),
        far,
        blocked.pairs(ground, taken, partial(spans.minutes, monday)),
    )
    return Snapshot(monday, week, orders, crew, [land.places[each] for each in where], skills, windows)


def free_places() -> Count | F:
    """How many places of an order nobody has yet, as an expression."""
    live = Q(assignments__state__in=LIVE, assignments__service_round=F("service_round"))
    return F("headcount") - Count("assignments", filter=live)  # type: ignore[return-value]


def windows_of(orders: Sequence[Order], monday: dt.date) -> Floats:
    """The wished time of each order, in minutes of the week."""
    found = [(spans.minutes(monday, o.wished_from), spans.minutes(monday, o.wished_until)) for o in orders]
    return np.array(found, float).reshape(-1, 2)


def _range(orders: Sequence[Order], monday: dt.date) -> tuple[dt.datetime, dt.datetime]:
    start, end = spans.limits(monday)
    return min([start, *(o.wished_from for o in orders)]), max([end, *(o.wished_until for o in orders)])


def slots_of(orders: Sequence[Order], windows: Floats, monday: dt.date) -> Masks:
    """The spans in which each order can be served."""
    if not orders:
        return np.zeros(0, np.uint64)
    lasting = np.array([order.minutes for order in orders], np.int64)
    return spans.masks_of_windows(windows, lasting, spans.minutes(monday, clock.now()))


def weight(order: Order, monday: dt.date) -> int:
    """What an empty place of the order costs, in 100 m of way: by its urgency and the days that it has waited."""
    weights = policy.get(plan_policies.WEIGHTS, on=monday)
    days = max(0, (clock.now() - (order.verified_at or order.created_at)).days)
    return int(
        weights[min(order.urgency, len(weights) - 1)] + days * policy.get(plan_policies.WAITING, on=monday)
    )
