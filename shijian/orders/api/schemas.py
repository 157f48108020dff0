"""What the API shows and takes of menu items, orders and offers."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from ninja import Schema
from pydantic import Field

from shijian.kernel.api import Key, Moment
from shijian.orders.enums import Category, RefusalReason, Risk, Urgency
from shijian.orders.models import Assignment, Channels, MenuItem, Offer, Order, Rating
from shijian.orders.queries.candidates import Candidate
from shijian.orders.queries.timeline import Entry
from shijian.volunteers.enums import Language


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
    months: list[int]
    risk: int
    risk_note: str
    who_may_ask: str
    state: str

    @classmethod
    def of(cls, item: MenuItem) -> ItemOut:
        """Give the public facts of `item`."""
        return cls(**{name: getattr(item, name) for name in cls.model_fields})


class OrderOut(Schema):
    """What everybody who sees an order may know of it."""

    id: int
    number: str
    state: str
    title: str
    category: str
    unit_id: int
    handler_id: int
    team_id: int | None
    item_id: int | None
    wished_from: dt.datetime
    wished_until: dt.datetime
    minutes: int
    headcount: int
    language: str
    risk: int
    risk_note: str
    urgency: int
    open_to_claim: bool
    due_at: dt.datetime | None
    created_at: dt.datetime

    @classmethod
    def of(cls, order: Order) -> OrderOut:
        """Give the facts of `order`."""
        return cls(**{name: getattr(order, name) for name in cls.model_fields})


class AssignmentOut(Schema):
    """A volunteer's part in an order; the resident side reads the surname only."""

    id: int
    volunteer_id: int
    name: str
    state: str
    checked_in_at: dt.datetime | None
    checked_out_at: dt.datetime | None
    confirmed: bool
    record_id: int | None

    @classmethod
    def of(cls, row: Assignment, *, name: str) -> AssignmentOut:
        """Give the facts of `row` under the name that the reader may know."""
        fields = [field for field in cls.model_fields if field not in ("name", "confirmed")]
        facts = {field: getattr(row, field) for field in fields}
        return cls(name=name, confirmed=row.confirmed_by_id is not None, **facts)


class RatingOut(Schema):
    """What the resident said of one round of service."""

    service_round: int
    stars: int
    words: str
    reply: str
    rated_at: dt.datetime

    @classmethod
    def of(cls, row: Rating) -> RatingOut:
        """Give the facts of `row`."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class OrderDetail(OrderOut):
    """An order with what this actor may know and do; the private facts are null for those who may not read them."""

    referred_to: str
    recipient_name: str | None = None
    description: str | None = None
    address: str | None = None
    contact_phone: str | None = None
    actions: list[str] = Field(
        default_factory=list, description="Routes below this order that would work now"
    )
    assignments: list[AssignmentOut] = Field(default_factory=list)
    ratings: list[RatingOut] = Field(default_factory=list)

    @classmethod
    def of(cls, order: Order) -> OrderDetail:
        """Give the facts of `order` that are not private."""
        names = [*OrderOut.model_fields, "referred_to"]
        return cls(**{name: getattr(order, name) for name in names})


class EntryOut(Schema):
    """One line of the story of an order."""

    at: dt.datetime
    sentence: str
    who: str
    tone: str

    @classmethod
    def of(cls, entry: Entry) -> EntryOut:
        """Give the line."""
        return cls(at=entry.at, sentence=str(entry.sentence), who=str(entry.who), tone=entry.tone)


class ReasonOut(Schema):
    """One part of a score."""

    code: str
    label: str
    value: str
    points: float


class CandidateOut(Schema):
    """A suggestion with its reasons."""

    id: int
    name: str
    unit_id: int
    score: float
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, candidate: Candidate) -> CandidateOut:
        """Give the suggestion in words."""
        subject, found = candidate.subject, candidate.reasons
        reasons = [ReasonOut(code=r.code, label=r.label, value=str(r.value), points=r.points) for r in found]
        return cls(
            id=subject.pk, name=str(subject), unit_id=subject.unit_id, score=candidate.score, reasons=reasons
        )


class CandidatesOut(Schema):
    """Who may be asked, best first."""

    teams: list[CandidateOut]
    volunteers: list[CandidateOut]

    @classmethod
    def of(cls, teams: list[Candidate], volunteers: list[Candidate]) -> CandidatesOut:
        """Give both rankings."""
        return cls(
            teams=[CandidateOut.of(row) for row in teams],
            volunteers=[CandidateOut.of(row) for row in volunteers],
        )


class OfferOut(Schema):
    """An offer to a team or a volunteer."""

    id: int
    order: OrderOut
    state: str
    team_id: int | None
    volunteer_id: int | None
    refusal: str
    made_at: dt.datetime
    expires_at: dt.datetime
    answered_at: dt.datetime | None

    @classmethod
    def of(cls, offer: Offer) -> OfferOut:
        """Give the facts of `offer`, whose order is fetched."""
        names = [name for name in cls.model_fields if name != "order"]
        return cls(order=OrderOut.of(offer.order), **{name: getattr(offer, name) for name in names})


class OrderIn(Schema):
    """A need: from the menu (`item_id`) or in own words (`title`, `category`)."""

    FACTS: ClassVar[set[str]] = {
        "title", "description", "category", "wished_from", "wished_until", "minutes", "headcount", "language",
        "address", "contact_phone", "urgency",
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
    skills: list[str] | None = Field(None, max_length=20)
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


class LeaveIn(ServiceIn, ReasonIn):
    """Whose promise is given back, and why."""


class RateIn(Schema):
    """The rating."""

    stars: int = Field(ge=1, le=5)
    words: str = Field("", max_length=500)
    channel: Channels | None = Field(None, description="By staff: how the resident told it")


class RefuseIn(Schema):
    """Why an offer is refused; it costs nothing."""

    reason: RefusalReason
    note: str = Field("", max_length=200)
