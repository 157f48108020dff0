"""Routes of the decisions on an order before the service."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from shijian.kernel.actor import Actor
from shijian.kernel.api import ERRORS, actor_of
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.orders.api.schemas import OrderDetail
from shijian.orders.api.shown import found, shown
from shijian.orders.api.taken import DispatchIn, ReasonIn, ReferIn, VerifyIn
from shijian.orders.models import Order
from shijian.orders.operations import answer, dispatch, intake
from shijian.volunteers.models import Team, Volunteer
from shijian.volunteers.queries.skills import by_codes, kinds_by_codes

router = Router()
REPLIES: dict[Any, Any] = {200: OrderDetail, **ERRORS}


@router.post("orders/{order_id}/verify", response=REPLIES, operation_id="verify_order")
def verify(request: HttpRequest, order_id: int, data: VerifyIn) -> object:
    """Confirm a need, corrected where fields are given."""
    actor = actor_of(request)
    changes = data.model_dump(
        exclude={"note", "risk", "skills", "strains", "trainings"}, exclude_unset=True, exclude_none=True
    )
    if data.skills is not None:
        changes["skills"] = by_codes(data.skills)
    if data.strains is not None:
        changes["strains"] = [each.value for each in data.strains]
    if data.trainings is not None:
        changes["trainings"] = kinds_by_codes(data.trainings)
    order = found(actor, order_id)
    intake.verify_order(order, actor=actor, changes=changes, risk=data.risk, note=data.note)
    return shown(order_id, actor)


@router.post("orders/{order_id}/reject", response=REPLIES, operation_id="reject_order")
def reject(request: HttpRequest, order_id: int, data: ReasonIn) -> object:
    """Do not admit a need; the resident reads the reason and may appeal."""
    actor = actor_of(request)
    intake.reject_order(found(actor, order_id), reason=data.reason, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/appeal", response=REPLIES, operation_id="appeal_order")
def appeal(request: HttpRequest, order_id: int, data: ReasonIn) -> object:
    """Ask the next office upwards for a second look at a refusal."""
    actor = actor_of(request)
    intake.appeal_order(found(actor, order_id), reason=data.reason, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/withdraw", response=REPLIES, operation_id="withdraw_order")
def withdraw(request: HttpRequest, order_id: int, data: ReasonIn) -> object:
    """Take a need back before the service begins."""
    actor = actor_of(request)
    intake.withdraw_order(found(actor, order_id), reason=data.reason, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/urge", response=REPLIES, operation_id="urge_order")
def urge(request: HttpRequest, order_id: int) -> object:
    """Remind the office, once a day."""
    actor = actor_of(request)
    intake.urge_order(found(actor, order_id), actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/refer", response=REPLIES, operation_id="refer_order")
def refer(request: HttpRequest, order_id: int, data: ReferIn) -> object:
    """Say that volunteers cannot do it, and who can."""
    actor = actor_of(request)
    intake.refer_order(found(actor, order_id), referred_to=data.referred_to, reason=data.reason, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/dispatch", response=REPLIES, operation_id="dispatch_order")
def dispatch_order(request: HttpRequest, order_id: int, data: DispatchIn) -> object:
    """Lay the order before teams or before volunteers, or open it to all who fit."""
    actor = actor_of(request)
    order = found(actor, order_id)
    if sum((bool(data.team_ids), bool(data.volunteer_ids), data.open_to_claim is not None)) != 1:
        raise Invalid(fields={"body": "team_ids, volunteer_ids or open_to_claim"})
    _dispatch(order, data, actor)
    return shown(order_id, actor)


def _dispatch(order: Order, data: DispatchIn, actor: Actor) -> None:
    if data.open_to_claim is not None:
        dispatch.open_for_claims(order, actor=actor, on=data.open_to_claim)
    elif data.team_ids:
        teams = list(Team.objects.visible_to(actor).filter(pk__in=data.team_ids))
        _all_there(len(teams), data.team_ids)
        dispatch.offer_to_teams(order, teams=teams, actor=actor)
    else:
        volunteers = list(Volunteer.objects.filter(pk__in=data.volunteer_ids))
        _all_there(len(volunteers), data.volunteer_ids)
        dispatch.offer_to_volunteers(order, volunteers=volunteers, actor=actor)


def _all_there(count: int, ids: list[int]) -> None:
    if count != len(set(ids)):
        raise OutOfReach


@router.post("orders/{order_id}/hand-over", response=REPLIES, operation_id="hand_over_order")
def hand_over(request: HttpRequest, order_id: int, data: ReasonIn) -> object:
    """Give an offered or accepted order back to dispatch."""
    actor = actor_of(request)
    dispatch.hand_over(found(actor, order_id), reason=data.reason, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/claim", response=REPLIES, operation_id="claim_order")
def claim(request: HttpRequest, order_id: int) -> object:
    """Take a place of an order that is open to all who fit."""
    actor = actor_of(request)
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise OutOfReach
    answer.claim_order(order, actor=actor)
    return shown(order_id, actor)
