"""Routes of offers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from shijian.kernel import clock
from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.kernel.errors import NotAllowed
from shijian.orders import rules
from shijian.orders.api.schemas import OfferOut
from shijian.orders.api.shown import found
from shijian.orders.api.taken import RefuseIn
from shijian.orders.enums import OfferState
from shijian.orders.models import Offer
from shijian.orders.operations import answer
from shijian.orders.queries import offers

router = Router()
OfferPage = page_of(OfferOut)
REPLIES: dict[Any, Any] = {200: OfferOut, **ERRORS}


@router.get("offers", response={200: OfferPage, **ERRORS}, operation_id="list_offers")
def list_offers(
    request: HttpRequest, state: OfferState = OfferState.OPEN, cursor: str = "", limit: int = 20
) -> object:
    """List the offers to oneself and to the teams that one leads; the open ones unless told otherwise."""
    rows = offers.to_answer(actor_of(request)).filter(state=state)
    if state == OfferState.OPEN:
        rows = rows.filter(expires_at__gt=clock.now())
    return cut(rows, cursor=cursor, limit=limit, show=OfferOut.of)


@router.get(
    "orders/{order_id}/offers", response={200: OfferPage, **ERRORS}, operation_id="list_offers_of_order"
)
def list_offers_of_order(request: HttpRequest, order_id: int, cursor: str = "", limit: int = 20) -> object:
    """List all offers of an order, for those who dispatch it or lead its team."""
    actor = actor_of(request)
    order = found(actor, order_id)
    if not rules.can_staff(actor, order):
        raise NotAllowed
    return cut(offers.made(order).select_related("order"), cursor=cursor, limit=limit, show=OfferOut.of)


@router.post("offers/{offer_id}/accept", response=REPLIES, operation_id="accept_offer")
def accept(request: HttpRequest, offer_id: int) -> object:
    """Accept: bind oneself, or one's team."""
    offer = answer.accept_offer(get_object_or_404(Offer, pk=offer_id), actor=actor_of(request))
    return _shown(offer)


@router.post("offers/{offer_id}/refuse", response=REPLIES, operation_id="refuse_offer")
def refuse(request: HttpRequest, offer_id: int, data: RefuseIn) -> object:
    """Refuse with a reason; it costs nothing."""
    offer = get_object_or_404(Offer, pk=offer_id)
    return _shown(answer.refuse_offer(offer, reason=data.reason, note=data.note, actor=actor_of(request)))


def _shown(offer: Offer) -> OfferOut:
    return OfferOut.of(Offer.objects.select_related("order").get(pk=offer.pk))
