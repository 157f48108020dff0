"""What the API shows of activities, meetings, places and substitutes."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field

from shijian.activities.enums import LeaveReason
from shijian.activities.models import Activity, Opening, Session, Signup, Standing, SwapRequest
from shijian.activities.queries import risks, seats
from shijian.activities.queries.ahead import Card, Room
from shijian.kernel.api import Key


class OpeningOut(Schema):
    """Places of one kind in every meeting, with the conditions for taking one."""

    id: int
    audience: str
    task: str
    capacity: int | None
    skill_id: int | None
    needs_licence: bool
    least_age: int | None
    greatest_age: int | None
    team_only: bool
    strains: list[str] = Field(description="What it asks of the body")
    waiting: bool = Field(description="Whether there is a waiting list")
    note: str


class RoomOut(Schema):
    """How many places of a kind are left in a meeting; `left` null means no limit."""

    opening_id: int
    left: int | None
    waiting: int

    @classmethod
    def of(cls, room: Room) -> RoomOut:
        """Show a room."""
        return cls(opening_id=room.opening.pk, left=room.left, waiting=room.waiting)


class MeetingOut(Schema):
    """One meeting."""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    cancelled_at: dt.datetime | None
    cancelled_why: str
    rooms: list[RoomOut]

    @classmethod
    def of(cls, session: Session, rooms: tuple[Room, ...]) -> MeetingOut:
        """Show a meeting with the places left."""
        return cls(
            id=session.pk,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            cancelled_at=session.cancelled_at,
            cancelled_why=session.cancelled_why,
            rooms=[RoomOut.of(room) for room in rooms],
        )


class ActivityOut(Schema):
    """An activity in a list, with its next meeting."""

    id: int
    number: str
    title: str
    summary: str
    state: str
    unit_id: int
    risk: int
    next: MeetingOut | None
    place: str

    @classmethod
    def of(cls, card: Card) -> ActivityOut:
        """Show a card."""
        each = card.activity
        following = MeetingOut.of(card.session, card.rooms) if card.session is not None else None
        return cls(
            id=each.pk, number=each.number, title=each.title, summary=each.summary, state=each.state,
            unit_id=each.unit_id, risk=each.risk, next=following, place=card.place,
        )  # fmt: skip


class ActivityDetail(Schema):
    """One activity with everything that is public; `risk_version` is what one says to have read."""

    id: int
    number: str
    title: str
    summary: str
    description: str
    state: str
    unit_id: int
    team_id: int | None
    risk: int
    risk_note: str
    risk_version: str
    opens_at: dt.datetime | None
    withdraw_hours: int
    phone: str
    places: list[str]
    openings: list[OpeningOut]
    meetings: list[MeetingOut]

    @classmethod
    def of(
        cls, activity: Activity, sessions: list[Session], rooms: dict[int, tuple[Room, ...]]
    ) -> ActivityDetail:
        """Show an activity with its meetings."""
        names = (
            "number",
            "title",
            "summary",
            "description",
            "state",
            "unit_id",
            "team_id",
            "risk",
            "risk_note",
        )
        return cls(
            id=activity.pk,
            **{name: getattr(activity, name) for name in (*names, "opens_at", "withdraw_hours")},
            risk_version=risks.version_of(activity),
            phone=activity.unit.phone,
            places=[place.name for place in activity.places.all()],
            openings=[_opening(each) for each in activity.openings.all()],
            meetings=[MeetingOut.of(session, rooms.get(session.pk, ())) for session in sessions],
        )


def _opening(opening: Opening) -> OpeningOut:
    names = OpeningOut.model_fields.keys() - {"id"}
    return OpeningOut(id=opening.pk, **{name: getattr(opening, name) for name in names})


class PlaceOut(Schema):
    """A place, or a wish for one; `place_in_line` counts from 1 while it waits."""

    id: int
    activity_id: int
    session_id: int
    opening_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str
    person_id: int | None
    team_id: int | None
    seat: int | None
    offered_until: dt.datetime | None
    place_in_line: int | None
    standing_id: int | None
    reason: str
    made_at: dt.datetime

    @classmethod
    def of(cls, signup: Signup) -> PlaceOut:
        """Show a sign-up; its session must be loaded."""
        names = (
            "session_id", "opening_id", "state", "person_id", "team_id", "seat", "offered_until", "standing_id",
            "reason", "made_at",
        )  # fmt: skip
        session = signup.session
        line = seats.place_in_line(signup) if signup.state == "waiting" else None
        return cls(
            id=signup.pk, activity_id=session.activity_id, starts_at=session.starts_at, ends_at=session.ends_at,
            place_in_line=line, **{name: getattr(signup, name) for name in names},
        )  # fmt: skip


class StandingOut(Schema):
    """Somebody comes every time."""

    id: int
    opening_id: int
    person_id: int
    since: dt.datetime
    ended_at: dt.datetime | None

    @classmethod
    def of(cls, standing: Standing) -> StandingOut:
        """Show a standing sign-up."""
        names = ("opening_id", "person_id", "since", "ended_at")
        return cls(id=standing.pk, **{name: getattr(standing, name) for name in names})


class SwapOut(Schema):
    """A request for a substitute, without the name of the one who asks."""

    id: int
    state: str
    activity_id: int
    session_id: int
    opening_id: int
    starts_at: dt.datetime
    note: str

    @classmethod
    def of(cls, swap: SwapRequest) -> SwapOut:
        """Show a request; the sign-up and its session must be loaded."""
        session = swap.signup.session
        return cls(
            id=swap.pk, state=swap.state, activity_id=session.activity_id, session_id=session.pk,
            opening_id=swap.signup.opening_id, starts_at=session.starts_at, note=swap.note,
        )  # fmt: skip


class SignUpIn(Schema):
    """For which kind of place, and who: oneself when nobody is named; several together or none."""

    opening_id: Key
    person_ids: list[Key] = Field(default=[], max_length=12)


class RiskIn(Schema):
    """The version of the statement that was read."""

    version: str = Field(max_length=16)
    person_id: Key | None = None


class LeaveIn(Schema):
    """Why; after the deadline a reason is due."""

    reason: LeaveReason | None = None
    note: str = Field(default="", max_length=200)


class SwapIn(Schema):
    """Whom to ask, a member of the team or everybody who fits, and what to say."""

    asked_id: Key | None = None
    note: str = Field(default="", max_length=200)


class WhoIn(Schema):
    """Who; oneself when nobody is named."""

    person_id: Key | None = None


class NameIn(Schema):
    """Who of the team comes."""

    person_id: Key


class BlockIn(Schema):
    """How many places for which team."""

    opening_id: Key
    team_id: Key
    count: int = Field(ge=1, le=100)
