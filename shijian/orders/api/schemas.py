"""What the API shows of menu items, orders and offers."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field, computed_field

from shijian.orders.models import Assignment, MenuItem, Offer, Order, Rating
from shijian.orders.queries.candidates import Candidate
from shijian.orders.queries.reasons import UNITS, Reason
from shijian.orders.queries.timeline import Entry
from shijian.volunteers.rules import risk_version


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
    together: bool
    months: list[int]
    strains: list[str]
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
    together: bool
    language: str
    strains: list[str]
    risk: int
    risk_note: str
    urgency: int
    open_to_claim: bool
    due_at: dt.datetime | None
    created_at: dt.datetime

    @computed_field(description="Names the risk statement when it is read; see read-risk")  # type: ignore[prop-decorator]
    @property
    def risk_version(self) -> str:
        """The version of the risk statement."""
        return risk_version(self.risk, self.risk_note)

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
    demands: list[str] = Field(
        default_factory=list, description="What who serves must have or bear: licences, trainings, strains"
    )
    planned: str = Field("", description="That it is in the plan of a week, for who asked and for staff")
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
    """One part of a price: `cost` in km, and `points`, that below 0; offers of earlier have points alone."""

    code: str
    label: str
    value: str
    points: float
    cost: float | None

    @classmethod
    def of(cls, reason: Reason) -> ReasonOut:
        """Give the part in words."""
        cost = None if reason.cost is None else reason.cost / UNITS
        points = reason.points if cost is None else -cost
        return cls(code=reason.code, label=reason.label, value=reason.value, points=points, cost=cost)


class CandidateOut(Schema):
    """A suggestion with its reasons: `price` is what asking costs, in km of way and what counts like it.

    `score` is that below 0: the higher, the better.
    """

    id: int
    name: str
    unit_id: int
    score: float
    price: float
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, candidate: Candidate) -> CandidateOut:
        """Give the suggestion in words."""
        subject = candidate.subject
        return cls(
            id=subject.pk,
            name=str(subject),
            unit_id=subject.unit_id,
            score=0 - candidate.price,
            price=candidate.price,
            reasons=[ReasonOut.of(reason) for reason in candidate.reasons],
        )


class CandidatesOut(Schema):
    """Who may be asked, the cheapest first."""

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
