"""What the pictures of the work list and of the unit pages show."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr, TruncDate
from django.urls import reverse

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.charts import Spot
from shijian.kernel.words import date_words
from shijian.orders.enums import OrderState
from shijian.orders.models import Order
from shijian.units.models import Unit
from shijian.web import queries

DAYS = 30
PLACES = 150
WAITING = (OrderState.VERIFYING, OrderState.QUEUED)


def states(actor: Actor) -> list[tuple[str, int, str]]:
    """Open orders by state, each with the address of its rows. One query."""
    url = reverse("orders:office-list")
    return [(str(state.label), n, f"{url}?state={state.value}") for state, n in queries.open_counts(actor)]


def days(actor: Actor) -> list[tuple[str, int]]:
    """New orders of each of the last 30 days within reach. One query."""
    today = clock.today()
    first = today - dt.timedelta(days=DAYS - 1)
    start = dt.datetime.combine(first, dt.time(), clock.ZONE)
    rows = Order.objects.filter(actor.within(Permission.ORDER_VIEW, "unit_path"), created_at__gte=start)
    grouped = rows.order_by().annotate(day=TruncDate("created_at", tzinfo=clock.ZONE)).values("day")
    counts = dict(grouped.annotate(n=Count("pk")).values_list("day", "n"))
    every = (first + dt.timedelta(days=at) for at in range(DAYS))
    return [(date_words(day, with_year=False), counts.get(day, 0)) for day in every]


def places(path: str, actor: Actor) -> dict[str, Any] | None:
    """The unit at `path` and those right below by position, with what waits there for staff; None without positions.

    One query for visitors, two for those who may see orders there.
    """
    rows = Unit.objects.active().filter(parent__path=path) | Unit.objects.active().filter(path=path)
    units = list(rows.order_by("path")[:PLACES])
    set_ = [unit for unit in units if unit.latitude is not None and unit.longitude is not None]
    if len(set_) < 2:
        return None
    counts = _waiting(path) if actor.may(Permission.ORDER_VIEW, path) else {}
    spots = [_spot(unit, path, counts.get(unit.path, 0)) for unit in set_]
    return {"spots": spots, "missing": len(units) - len(set_)}


def _spot(unit: Unit, path: str, count: int) -> Spot:
    url = reverse("units:detail", args=[unit.pk])
    name = unit.place_name or unit.name
    return Spot(name, float(unit.latitude or 0), float(unit.longitude or 0), url, count, unit.path == path)


def _waiting(path: str) -> dict[str, int]:
    """Orders to verify or to dispatch, by the unit right below `path` in whose subtree they lie."""
    rows = Order.objects.filter(paths.below("unit_path", path), state__in=WAITING).order_by()
    branch = Substr("unit_path", 1, len(path) + paths.WIDTH)
    return dict(
        rows.annotate(branch=branch).values("branch").annotate(n=Count("pk")).values_list("branch", "n")
    )
