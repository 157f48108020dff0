"""Reads that mix domains: the work list, the volunteer's and the resident's home."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.orders.enums import OPEN_STATES, AssignmentState, FollowUp, ItemState, OfferState, OrderState
from shijian.orders.models import Assignment, MenuItem, Offer, Order, Rating
from shijian.volunteers.enums import JoinState, VolunteerState
from shijian.volunteers.models import JoinRequest, Volunteer

ROWS = 30


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for the actor: what, where, since when, until when, and the one next step."""

    title: str
    place: str
    since: dt.datetime | None
    due: dt.datetime | None
    action: str
    url: str

    @property
    def overdue(self) -> bool:
        """Say whether the deadline has passed."""
        return self.due is not None and self.due < clock.now()


def todo(actor: Actor) -> list[Todo]:
    """Give what waits for a member of staff, the nearest deadline first; six queries at most."""
    rows = [*_orders(actor), *_ratings(actor), *_volunteers(actor), *_items(actor), *_joins(actor)]
    return sorted(rows, key=lambda row: (row.due is None, row.due or row.since or clock.now()))


def _orders(actor: Actor) -> list[Todo]:
    steps = [
        (Permission.ORDER_VERIFY, OrderState.VERIFYING, _("Verify")),
        (Permission.ORDER_DISPATCH, OrderState.QUEUED, _("Dispatch")),
    ]
    todos = []
    for permission, state, action in steps:
        if actor.may_anywhere(permission):
            rows = Order.objects.filter(actor.within(permission, "unit_path"), state=state).select_related(
                "unit"
            )
            for order in rows.order_by("due_at", "pk")[:ROWS]:
                url = reverse("orders:office-detail", args=[order.pk])
                todos.append(Todo(order.title, order.unit.name, order.created_at, order.due_at, action, url))
    return todos


def _ratings(actor: Actor) -> list[Todo]:
    if not actor.may_anywhere(Permission.ORDER_FOLLOW_UP):
        return []
    reach = actor.within(Permission.ORDER_FOLLOW_UP, "order__unit_path")
    rows = (
        Rating.objects.filter(reach, follow_up=FollowUp.OPEN)
        .select_related("order__unit")
        .order_by("rated_at")
    )
    return [
        Todo(
            _("%(title)s: rated %(stars)s of 5") % {"title": row.order.title, "stars": row.stars},
            row.order.unit.name,
            row.rated_at,
            None,
            _("Follow up"),
            reverse("orders:office-detail", args=[row.order_id]),
        )
        for row in rows[:ROWS]
    ]


def _volunteers(actor: Actor) -> list[Todo]:
    if not actor.may_anywhere(Permission.VOLUNTEER_EDIT):
        return []
    reach = actor.within(Permission.VOLUNTEER_EDIT, "unit_path")
    rows = Volunteer.objects.filter(reach, state__in=(VolunteerState.PENDING, VolunteerState.CONSENT))
    return [
        Todo(
            _("%(name)s wants to become a volunteer") % {"name": row.person.name},
            row.unit.name,
            None,
            None,
            _("Confirm"),
            reverse("volunteers:detail", args=[row.pk]),
        )
        for row in rows.select_related("person", "unit").order_by("pk")[:ROWS]
    ]


def _items(actor: Actor) -> list[Todo]:
    if not actor.may_anywhere(Permission.MENU_REVIEW):
        return []
    reach = actor.within(Permission.MENU_REVIEW, "unit_path")
    rows = MenuItem.objects.filter(reach, state=ItemState.REVIEW).select_related("unit").order_by("pk")[:ROWS]
    return [
        Todo(row.title, row.unit.name, None, None, _("Review"), reverse("orders:item", args=[row.pk]))
        for row in rows
    ]


def _joins(actor: Actor) -> list[Todo]:
    if not actor.may_anywhere(Permission.TEAM_EDIT):
        return []
    reach = actor.within(Permission.TEAM_EDIT, "team__unit_path")
    rows = JoinRequest.objects.filter(reach, state=JoinState.WAITING).select_related(
        "team__unit", "volunteer__person"
    )
    return [
        Todo(
            _("%(name)s asks to join %(team)s") % {"name": row.volunteer.person.name, "team": row.team.name},
            row.team.unit.name,
            row.created_at,
            None,
            _("Decide"),
            reverse("volunteers:team-detail", args=[row.team_id]),
        )
        for row in rows.order_by("pk")[:ROWS]
    ]


def open_counts(actor: Actor) -> list[tuple[OrderState, int]]:
    """Give how many open orders within reach stand in each state."""
    reach = actor.within(Permission.ORDER_VIEW, "unit_path")
    rows = (
        Order.objects.filter(reach, state__in=OPEN_STATES).order_by().values("state").annotate(n=Count("pk"))
    )
    counts = {row["state"]: row["n"] for row in rows}
    return [(state, counts.get(state, 0)) for state in OrderState if state in OPEN_STATES]


def orders_of(actor: Actor) -> QuerySet[Order]:
    """Give the orders for or by the person."""
    return Order.objects.filter(Order.objects.of_person(actor)).select_related("unit", "team")


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
