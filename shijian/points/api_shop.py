"""Routes of the shop: rewards and courtesies, redeeming, one's own redemptions."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel import clock, memo
from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.points.models import Redemption, Reward
from shijian.points.operations import redeeming
from shijian.points.queries import shop
from shijian.volunteers.models import Volunteer

router = Router(tags=["points"])


class RewardOut(Schema):
    """What volunteers may have: for `price` points, or as a courtesy for hours or points earned in all."""

    id: int
    kind: str
    name: str
    what: str
    price: int
    hours_min: int | None
    points_min: int | None
    stock: int
    limit: int
    period: str
    starts_on: dt.date
    ends_on: dt.date | None
    pick_up_at: str

    @classmethod
    def of(cls, row: Reward) -> RewardOut:
        """Give the facts of `row`."""
        place = row.merchant.name if row.merchant else row.unit.name
        known = set(cls.model_fields) - {"limit", "pick_up_at"}
        return cls(limit=shop.limit_of(row), pick_up_at=place, **{name: getattr(row, name) for name in known})


class RedeemIn(Schema):
    """For whom: oneself when nobody is named, or a ward."""

    volunteer_id: Key | None = None


class RedemptionOut(Schema):
    """Something redeemed; `code` as long as it can be picked up."""

    id: int
    reward_id: int
    reward: str
    volunteer_id: int
    points: int
    state: str
    code: str = Field(description="Shown as text and QR at the desk; empty once it is over")
    made_at: dt.datetime
    pick_up_by: dt.datetime
    over_at: dt.datetime | None

    @classmethod
    def of(cls, row: Redemption) -> RedemptionOut:
        """Give the facts of `row`."""
        code = row.code_words if row.over_at is None else ""
        known = set(cls.model_fields) - {"reward", "code"}
        return cls(reward=row.reward.name, code=code, **{name: getattr(row, name) for name in known})


RewardPage, RedemptionPage = page_of(RewardOut), page_of(RedemptionOut)


@router.get("rewards", response={200: RewardPage, **ERRORS}, operation_id="list_rewards")
def list_rewards(request: HttpRequest, kind: str = "", cursor: str = "", limit: int = 20) -> object:
    """List what may be had today, newest first; `kind` narrows it."""
    with memo.scope():
        return cut(shop.offered(kind), cursor=cursor, limit=limit, show=RewardOut.of)


@router.post(
    "rewards/{reward_id}/redeem", response={201: RedemptionOut, **ERRORS}, operation_id="redeem_reward"
)
def redeem_reward(request: HttpRequest, reward_id: int, data: RedeemIn) -> object:
    """Take one piece: points go and a pick-up code comes. Refused when none is left or the limit is reached."""
    actor = actor_of(request)
    reward = Reward.objects.on(clock.today()).filter(pk=reward_id).first()
    volunteer = Volunteer.objects.filter(pk=data.volunteer_id or actor.volunteer_id or 0).first()
    if reward is None or volunteer is None:
        raise OutOfReach
    return Status(201, RedemptionOut.of(redeeming.redeem(reward, volunteer=volunteer, actor=actor)))


@router.get("me/redemptions", response={200: RedemptionPage, **ERRORS}, operation_id="list_redemptions")
def list_redemptions(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List what oneself and one's wards redeemed, newest first."""
    return cut(shop.own(actor_of(request)), cursor=cursor, limit=limit, show=RedemptionOut.of)


@router.post(
    "redemptions/{redemption_id}/cancel",
    response={200: RedemptionOut, **ERRORS},
    operation_id="cancel_redemption",
)
def cancel_redemption(request: HttpRequest, redemption_id: int) -> object:
    """Call it off before it is handed over; the points come back."""
    actor = actor_of(request)
    row = shop.own(actor).filter(pk=redemption_id).first()
    if row is None:
        raise OutOfReach
    return RedemptionOut.of(redeeming.cancel_redemption(row, actor=actor))
