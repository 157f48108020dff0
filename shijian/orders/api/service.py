"""Routes of the service and its rating."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from shijian.kernel import device_mark
from shijian.kernel.api import ERRORS, actor_of
from shijian.kernel.errors import OutOfReach
from shijian.orders.api.schemas import OrderDetail
from shijian.orders.api.shown import assignment_of, found, serving_one, shown
from shijian.orders.api.taken import LeaveIn, ObjectIn, RateIn, ReadRiskIn, ServiceIn, TimedServiceIn
from shijian.orders.models import Order
from shijian.orders.models.rights import Absence
from shijian.orders.operations import absences, rating, risks, service
from shijian.volunteers.models import Volunteer

router = Router()
REPLIES: dict[Any, Any] = {200: OrderDetail, **ERRORS}
ONESELF, ONESELF_NOW = ServiceIn(), TimedServiceIn()


@router.post("orders/{order_id}/check-in", response=REPLIES, operation_id="check_in")
def check_in(request: HttpRequest, order_id: int, data: TimedServiceIn = ONESELF_NOW) -> object:
    """Begin the service: one's own now, or as leader or staff that of another, also at an earlier time."""
    actor = actor_of(request)
    assignment = assignment_of(found(actor, order_id), data.volunteer_id, actor)
    service.check_in(assignment, actor=actor, at=data.at, device=device_mark.known(request))
    return shown(order_id, actor)


@router.post("orders/{order_id}/check-out", response=REPLIES, operation_id="check_out")
def check_out(request: HttpRequest, order_id: int, data: TimedServiceIn = ONESELF_NOW) -> object:
    """End the service; when the last one leaves, the order is finished and the records are made."""
    actor = actor_of(request)
    assignment = assignment_of(found(actor, order_id), data.volunteer_id, actor)
    service.check_out(assignment, actor=actor, at=data.at, device=device_mark.known(request))
    return shown(order_id, actor)


@router.post("orders/{order_id}/confirm", response=REPLIES, operation_id="confirm_service")
def confirm(request: HttpRequest, order_id: int, data: ServiceIn = ONESELF) -> object:
    """Vouch, as the one who is helped, that the volunteer is there; `volunteer_id` when there are several."""
    actor = actor_of(request)
    service.confirm_service(serving_one(found(actor, order_id), data.volunteer_id), actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/no-show", response=REPLIES, operation_id="mark_no_show")
def no_show(request: HttpRequest, order_id: int, data: ServiceIn) -> object:
    """Say, as leader or staff, that a volunteer did not come."""
    actor = actor_of(request)
    absences.mark_no_show(assignment_of(found(actor, order_id), data.volunteer_id, actor), actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/withdraw-assignment", response=REPLIES, operation_id="withdraw_assignment")
def withdraw_assignment(request: HttpRequest, order_id: int, data: LeaveIn) -> object:
    """Give a promise to come back before the service begins; it costs nothing."""
    actor = actor_of(request)
    assignment = assignment_of(found(actor, order_id), data.volunteer_id, actor)
    absences.withdraw_assignment(assignment, reason=data.reason, note=data.note, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/finish", response=REPLIES, operation_id="finish_order")
def finish(request: HttpRequest, order_id: int) -> object:
    """End the service of an order once everybody has left or did not come."""
    actor = actor_of(request)
    service.finish_order(found(actor, order_id), actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/rate", response=REPLIES, operation_id="rate_order")
def rate(request: HttpRequest, order_id: int, data: RateIn) -> object:
    """Rate the service, once; staff by proxy say by which channel it came."""
    actor = actor_of(request)
    order = found(actor, order_id)
    rating.rate_order(order, stars=data.stars, words=data.words, channel=data.channel, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/read-risk", response=REPLIES, operation_id="read_risk")
def read_risk(request: HttpRequest, order_id: int, data: ReadRiskIn) -> object:
    """Say that the risk statement of that `risk_version` was read; before accepting, and apart from it."""
    actor = actor_of(request)
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise OutOfReach
    volunteer = Volunteer.objects.filter(pk=data.volunteer_id or 0).first()
    if data.volunteer_id and volunteer is None:
        raise OutOfReach
    risks.read_risk(order, version=data.version, volunteer=volunteer, actor=actor)
    return shown(order_id, actor)


@router.post("orders/{order_id}/object", response=REPLIES, operation_id="object_to_no_show")
def object_to_no_show(request: HttpRequest, order_id: int, data: ObjectIn) -> object:
    """Object, as the volunteer, to having been noted as not come; a second person decides."""
    actor = actor_of(request)
    found(actor, order_id)
    mine = Absence.objects.filter(
        assignment__order_id=order_id, assignment__volunteer_id=actor.volunteer_id or 0
    )
    absence = mine.order_by("-pk").first()
    if absence is None:
        raise OutOfReach
    absences.object_to_no_show(absence, words=data.words, actor=actor)
    return shown(order_id, actor)
