"""What the API shows and takes of menu items, orders and offers."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field

from shijian.orders.enums import Category, RefusalReason, Risk, Urgency
from shijian.orders.models import Channels, MenuItem, Offer, Order


class ItemOut(Schema):
    """A menu item."""

    id: int
    title: str
    description: str
    category: str
    team_id: int
    unit_id: int
    minutes: int
    headcount: int
    risk: int
    risk_note: str
    who_may_ask: str

    @classmethod
    def of(cls, item: MenuItem) -> ItemOut:
        """Give the public facts of `item`."""
        return cls(**{name: getattr(item, name) for name in cls.model_fields})


class OrderOut(Schema):
    """An order; address and phone only for those who need them."""

    id: int
    number: str
    state: str
    title: str
    description: str
    category: str
    unit_id: int
    team_id: int | None
    item_id: int | None
    wished_from: dt.datetime
    wished_until: dt.datetime
    minutes: int
    headcount: int
    risk: int
    urgency: int
    due_at: dt.datetime | None
    created_at: dt.datetime

    @classmethod
    def of(cls, order: Order) -> OrderOut:
        """Give the facts of `order` that everybody who sees it may know."""
        return cls(**{name: getattr(order, name) for name in cls.model_fields})


class OrderIn(Schema):
    """A need: from the menu (`item_id`) or in own words; for oneself or, by staff, for somebody else."""

    item_id: int | None = None
    title: str = Field("", max_length=60)
    description: str = Field("", max_length=1000)
    category: Category | None = None
    recipient_id: int | None = Field(None, description="Oneself when left out")
    unit_id: int | None = Field(None, description="The recipient's own unit when left out")
    wished_from: dt.datetime
    wished_until: dt.datetime
    address: str = Field("", max_length=200)
    contact_phone: str = Field("", max_length=20)
    channel: Channels = Channels.API
    urgency: Urgency = Urgency.NORMAL


class VerifyIn(Schema):
    """What the verifier found."""

    note: str = Field("", max_length=500)
    risk: Risk | None = None
    risk_note: str = Field("", max_length=300)


class ReasonIn(Schema):
    """A reason in words."""

    reason: str = Field(min_length=1, max_length=200)


class DispatchIn(Schema):
    """To whom the order is offered: teams or volunteers, not both."""

    team_ids: list[int] = Field(default_factory=list, max_length=20)
    volunteer_ids: list[int] = Field(default_factory=list, max_length=50)


class ServiceIn(Schema):
    """Whose service it is; oneself when left out."""

    volunteer_id: int | None = None


class RateIn(Schema):
    """The rating."""

    stars: int = Field(ge=1, le=5)
    words: str = Field("", max_length=500)
    channel: Channels = Channels.API


class RefuseIn(Schema):
    """Why an offer is refused; it costs nothing."""

    reason: RefusalReason
    note: str = Field("", max_length=200)


class OfferOut(Schema):
    """An offer to a team or a volunteer."""

    id: int
    order: OrderOut
    state: str
    team_id: int | None
    volunteer_id: int | None
    expires_at: dt.datetime

    @classmethod
    def of(cls, offer: Offer) -> OfferOut:
        """Give the facts of `offer`, whose order is fetched."""
        names = [name for name in cls.model_fields if name != "order"]
        return cls(order=OrderOut.of(offer.order), **{name: getattr(offer, name) for name in names})


class ReasonOut(Schema):
    """One reason of a suggestion with its points."""

    label: str
    value: str
    points: float


class CandidateOut(Schema):
    """A suggestion with its reasons."""

    kind: str
    id: int
    name: str
    score: float
    reasons: list[ReasonOut]
