"""Routes that list, show and make orders."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from shijian.kernel.actor import Actor, Channel
from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.kernel.errors import NotAllowed
from shijian.orders import rules
from shijian.orders.api import shown
from shijian.orders.api.schemas import CandidatesOut, EntryOut, OrderDetail, OrderOut
from shijian.orders.api.taken import OrderIn
from shijian.orders.enums import Category, OrderState
from shijian.orders.models import MenuItem, Order
from shijian.orders.operations import intake
from shijian.orders.queries import candidates, offers, orders, timeline
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.queries.skills import by_codes

router = Router()
OrderPage = page_of(OrderOut)


class View(StrEnum):
    """Which orders to list."""

    ALL = "all"
    MINE = "mine"
    OFFICE = "office"
    TEAM = "team"
    CLAIMABLE = "claimable"


@router.get("orders", response={200: OrderPage, **ERRORS}, operation_id="list_orders")
def list_orders(
    request: HttpRequest,
    view: View = View.ALL,
    state: OrderState | None = None,
    category: Category | None = None,
    overdue: bool = False,
    q: str = "",
    cursor: str = "",
    limit: int = 20,
) -> object:
    """List orders: all within sight, one's own, those of the office or of led teams, or those open to claims."""
    rows = _listed(view, actor_of(request)).select_related(None).prefetch_related(None)
    rows = orders.narrowed(rows, state=state or "", category=category or "", overdue=overdue, words=q[:60])
    return cut(rows, cursor=cursor, limit=limit, show=OrderOut.of)


def _listed(view: View, actor: Actor) -> QuerySet[Order]:
    if view == View.MINE:
        return orders.own(actor)
    if view == View.OFFICE:
        return orders.for_office(actor)
    if view == View.TEAM:
        return offers.team_orders(actor)
    return offers.claimable(actor) if view == View.CLAIMABLE else Order.objects.visible_to(actor)


@router.post("orders", response={201: OrderDetail, **ERRORS}, operation_id="create_order")
def create_order(request: HttpRequest, data: OrderIn) -> object:
    """Ask for help, from the menu or in own words; for oneself, a ward, or (by staff) for somebody else."""
    actor = actor_of(request)
    order = intake.create_order(actor=actor, **_parties(data, actor), **_facts(data, actor))
    return Status(201, shown.shown(order.pk, actor))


def _parties(data: OrderIn, actor: Actor) -> dict[str, Any]:
    """Who is helped, where, who asked."""
    person_id = data.recipient_id or (None if data.other_name else actor.person_id)
    persons = Person.objects.visible_to(actor)
    recipient = get_object_or_404(persons, pk=person_id) if person_id else None
    unit_id = data.unit_id or get_object_or_404(persons, pk=person_id or actor.person_id or 0).unit_id
    parties: dict[str, Any] = data.model_dump(
        include={"other_name", "other_phone", "asker_name", "asker_phone"}
    )
    unit = get_object_or_404(Unit.objects.visible_to(actor), pk=unit_id)
    return parties | {"recipient": recipient, "unit": unit}


def _facts(data: OrderIn, actor: Actor) -> dict[str, Any]:
    """What is needed: only what the client said; the rest comes from the menu and the register."""
    facts = data.model_dump(include=OrderIn.FACTS, exclude_unset=True, exclude_none=True)
    items = MenuItem.objects.visible_to(actor).select_related("team")
    facts["item"] = get_object_or_404(items, pk=data.item_id) if data.item_id else None
    facts["channel"] = Channel(data.channel) if data.channel else None
    return facts | {"skills": by_codes(data.skills)}


@router.get("orders/{order_id}", response={200: OrderDetail, **ERRORS}, operation_id="get_order")
def get_order(request: HttpRequest, order_id: int) -> object:
    """Show one order; name, words, address and phone only to those who help or decide."""
    actor = actor_of(request)
    return shown.detail(shown.found(actor, order_id), actor)


@router.get(
    "orders/{order_id}/timeline", response={200: list[EntryOut], **ERRORS}, operation_id="get_timeline"
)
def get_timeline(request: HttpRequest, order_id: int) -> object:
    """Tell the story of an order, newest first; empty for those who are only asked to serve."""
    actor = actor_of(request)
    order = shown.found(actor, order_id)
    return (
        [EntryOut.of(entry) for entry in timeline.of(order, actor)]
        if rules.can_read_story(actor, order)
        else []
    )


@router.get(
    "orders/{order_id}/candidates", response={200: CandidatesOut, **ERRORS}, operation_id="list_candidates"
)
def list_candidates(request: HttpRequest, order_id: int, limit: int = 20) -> object:
    """Rank who may be asked, with the reasons; a leader reads of the members of the team only."""
    actor, size = actor_of(request), max(1, min(limit, 50))
    order = shown.found(actor, order_id)
    if not rules.can_staff(actor, order):
        raise NotAllowed
    if not rules.can_dispatch(actor, order):
        members = candidates.members_for(order, size)
        return CandidatesOut.of([], members)
    return CandidatesOut.of(candidates.teams_for(order, size), candidates.volunteers_for(order, size))
