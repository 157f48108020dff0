"""What the API takes about orders and offers."""

from __future__ import annotations

from typing import ClassVar

from ninja import Schema
from pydantic import Field

from shijian.kernel.api import Key, Moment
from shijian.orders.enums import Category, RefusalReason, Urgency, WithdrawalReason
from shijian.orders.models import Channels
from shijian.volunteers.enums import Language, Risk, Strain


class OrderIn(Schema):
    """A need: from the menu (`item_id`) or in own words (`title`, `category`)."""

    FACTS: ClassVar[set[str]] = {
        "title", "description", "category", "wished_from", "wished_until", "minutes", "headcount", "together",
        "language", "address", "contact_phone", "urgency",
    }  # fmt: skip

    item_id: Key | None = None
    title: str | None = Field(None, min_length=1, max_length=60)
    description: str = Field("", max_length=1000)
    category: Category | None = Field(None, description="Needed without item_id")
    recipient_id: Key | None = Field(None, description="Oneself when left out, unless other_name is given")
    other_name: str = Field("", max_length=60, description="Somebody else without an id; found or registered")
    other_phone: str = Field("", max_length=20)
    asker_name: str = Field(
        "", max_length=60, description="By staff: who asked, when not the one who is helped"
    )
    asker_phone: str = Field("", max_length=20)
    unit_id: Key | None = Field(None, description="The recipient's own unit when left out")
    wished_from: Moment
    wished_until: Moment
    minutes: int | None = Field(None, ge=10, le=1440)
    headcount: int | None = Field(None, ge=1, le=200)
    together: bool | None = Field(None, description="Only if all of them can come")
    skills: list[str] = Field(
        default_factory=list, max_length=20, description="Codes of skills, without item_id"
    )
    language: Language | None = None
    address: str | None = Field(None, max_length=200)
    contact_phone: str | None = Field(None, max_length=20)
    channel: Channels | None = Field(None, description="By staff: how the need came")
    urgency: Urgency = Urgency.NORMAL


class VerifyIn(Schema):
    """What the verifier found; fields left out stay as they are."""

    note: str = Field("", max_length=300)
    title: str | None = Field(None, min_length=1, max_length=60)
    category: Category | None = None
    wished_from: Moment | None = None
    wished_until: Moment | None = None
    minutes: int | None = Field(None, ge=10, le=1440)
    headcount: int | None = Field(None, ge=1, le=200)
    together: bool | None = Field(None, description="Only if all of them can come")
    skills: list[str] | None = Field(None, max_length=20)
    trainings: list[str] | None = Field(None, max_length=20, description="Codes of trainings that it demands")
    strains: list[Strain] | None = Field(None, max_length=20, description="What it asks of the body")
    urgency: Urgency | None = None
    risk: Risk | None = None
    risk_note: str | None = Field(None, max_length=300)


class ReasonIn(Schema):
    """A reason in words."""

    reason: str = Field(min_length=1, max_length=200)


class ReferIn(ReasonIn):
    """Who can do it, and why volunteers cannot."""

    referred_to: str = Field(min_length=1, max_length=120)


class DispatchIn(Schema):
    """Exactly one of the three."""

    team_ids: list[Key] = Field(default_factory=list, max_length=20)
    volunteer_ids: list[Key] = Field(default_factory=list, max_length=50)
    open_to_claim: bool | None = None


class ServiceIn(Schema):
    """Whose service it is; oneself when left out."""

    volunteer_id: Key | None = None


class TimedServiceIn(ServiceIn):
    """Whose service, and (by leaders and staff for others) when it was."""

    at: Moment | None = None


class LeaveIn(ServiceIn):
    """Whose promise is given back, and why."""

    reason: WithdrawalReason
    note: str = Field("", max_length=150)


class ReadRiskIn(Schema):
    """Which version of the risk statement was read; `volunteer_id` by staff, for somebody without an account."""

    version: str = Field(min_length=16, max_length=16)
    volunteer_id: Key | None = None


class ObjectIn(Schema):
    """What the volunteer says against a no-show."""

    words: str = Field(min_length=1, max_length=300)


class RateIn(Schema):
    """The rating."""

    stars: int = Field(ge=1, le=5)
    words: str = Field("", max_length=500)
    channel: Channels | None = Field(None, description="By staff: how the resident told it")


class RefuseIn(Schema):
    """Why an offer is refused; it costs nothing."""

    reason: RefusalReason
    note: str = Field("", max_length=200)
