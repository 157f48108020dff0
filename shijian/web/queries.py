"""Reads that mix domains: figures of the work list, the volunteer's and the resident's home."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, QuerySet

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.orders.enums import OPEN_STATES, AssignmentState, OfferState, OrderState
from shijian.orders.models import Assignment, Offer, Order
from shijian.orders.operations.service import window
from shijian.volunteers.enums import JoinState
from shijian.volunteers.models import JoinRequest

SHOWN = 20


def open_counts(actor: Actor) -> list[tuple[OrderState, int]]:
    """Give how many open orders within reach stand in each state."""
    reach = actor.within(Permission.ORDER_VIEW, "unit_path")
    rows = (
        Order.objects.filter(reach, state__in=OPEN_STATES).order_by().values("state").annotate(n=Count("pk"))
    )
    counts = {row["state"]: row["n"] for row in rows}
    return [(state, counts.get(state, 0)) for state in OrderState if state in OPEN_STATES]


def orders_of(actor: Actor) -> QuerySet[Order]:
    """Give the orders for or by the person, with what their sentences name."""
    rows = Order.objects.filter(Order.objects.of_person(actor)).select_related("unit", "team")
    return rows.prefetch_related("assignments__volunteer__person")


def offers_of(actor: Actor) -> QuerySet[Offer]:
    """Give the open offers that wait for the volunteer or the teams that he leads."""
    mine = Offer.objects.filter(volunteer_id=actor.volunteer_id or 0) | Offer.objects.filter(
        team_id__in=actor.led_team_ids
    )
    return (
        mine.filter(state=OfferState.OPEN).select_related("order__unit", "team").order_by("expires_at", "pk")
    )


def next_service(actor: Actor) -> Assignment | None:
    """Give the assignment that comes next, or that runs now."""
    rows = Assignment.objects.filter(
        volunteer_id=actor.volunteer_id or 0, state__in=(AssignmentState.COMMITTED, AssignmentState.SERVING)
    )
    return rows.select_related("order__unit").order_by("order__wished_from", "pk").first()


def opens_later(assignment: Assignment | None) -> dt.datetime | None:
    """From when the volunteer may check in, when that is still to come."""
    if assignment is None or assignment.state != AssignmentState.COMMITTED:
        return None
    first, _last = window(assignment.order)
    return first if first > clock.now() else None


def joins_waiting(actor: Actor) -> list[JoinRequest]:
    """Whoever asks to join a team that the actor leads, oldest first; no query for others."""
    if not actor.led_team_ids:
        return []
    rows = JoinRequest.objects.filter(team_id__in=actor.led_team_ids, state=JoinState.WAITING)
    return list(rows.select_related("team", "volunteer__person").order_by("pk")[:SHOWN])
