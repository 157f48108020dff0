"""Routes of stars, for the volunteer."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel.api import ERRORS, actor_of
from shijian.kernel.errors import OutOfReach
from shijian.records.models import Star
from shijian.records.operations import stars as operations
from shijian.records.queries import star_cards
from shijian.volunteers.models import Volunteer

router = Router(tags=["records"])


class StarOut(Schema):
    """The way to one star."""

    id: int
    level: int
    state: str
    authority: str
    created_at: dt.datetime
    public_until: dt.date | None
    granted_on: dt.date | None
    document_no: str
    answer: str = Field(description="the reason where it was refused, kept or withdrawn")

    @classmethod
    def of(cls, star: Star) -> StarOut:
        """Give the facts of `star`."""
        return cls(**{name: getattr(star, name) for name in cls.model_fields})


class StarPartOut(Schema):
    """Counted minutes of one grade of evidence."""

    grade: str
    minutes: int
    counts: bool = Field(description="whether this grade counts for stars today")


class MyStarOut(Schema):
    """Where one stands; `level` is 0 without a star, `next_level` null after the last one."""

    level: int
    minutes: int
    parts: list[StarPartOut]
    next_level: int | None
    next_minutes: int | None
    may_apply: bool
    barred_until: dt.date | None
    under_way: StarOut | None
    past: list[StarOut]


@router.get("me/star", response={200: MyStarOut, **ERRORS}, operation_id="my_star")
def my_star(request: HttpRequest) -> object:
    """Give one's star, the counted minutes by evidence, and the line of the next star."""
    card = star_cards.card(_own(request), actor_of(request))
    return MyStarOut(
        level=card.level,
        minutes=card.minutes,
        parts=[
            StarPartOut(grade=part.grade, minutes=part.minutes, counts=part.counts) for part in card.parts
        ],
        next_level=card.next.level if card.next else None,
        next_minutes=card.next.minutes if card.next else None,
        may_apply=card.may_apply,
        barred_until=card.bar.until_day if card.bar else None,
        under_way=StarOut.of(card.under_way) if card.under_way else None,
        past=[StarOut.of(star) for star in card.past],
    )


@router.post("me/star", response={201: StarOut, **ERRORS}, operation_id="apply_for_star")
def apply_for_star(request: HttpRequest) -> object:
    """Ask for the next star, once its line is reached."""
    return Status(201, StarOut.of(operations.apply_for_star(_own(request), actor=actor_of(request))))


def _own(request: HttpRequest) -> Volunteer:
    row = Volunteer.objects.filter(person_id=actor_of(request).person_id).select_related("person").first()
    if row is None:
        raise OutOfReach
    return row
