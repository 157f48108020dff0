"""Routes of commendations, for whoever was honoured."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel import photos
from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.records.api.topups import MOST, picture
from shijian.records.enums import HonourLevel
from shijian.records.models import Commendation
from shijian.records.operations import commendations as operations
from shijian.records.queries import honours
from shijian.volunteers.models import Volunteer

router = Router(tags=["records"])


class CommendationIn(Schema):
    """An honour that an authority gave, with a photo of the paper (JPEG, PNG or WebP in base64)."""

    volunteer_id: Key
    title: str = Field(min_length=1, max_length=80)
    authority: str = Field(min_length=1, max_length=80)
    level: HonourLevel
    awarded_on: dt.date
    merit: str = Field(min_length=1, max_length=200)
    document_no: str = Field("", max_length=80)
    photo: str = Field(min_length=1, max_length=MOST)


class CommendationOut(Schema):
    """A commendation as the volunteer sees it; only `state` "confirmed" is shown as true."""

    id: int
    volunteer_id: int
    title: str
    authority: str
    level: str
    awarded_on: dt.date
    document_no: str
    merit: str
    state: str
    created_at: dt.datetime
    due_at: dt.datetime
    over_at: dt.datetime | None
    answer: str
    revoked_at: dt.datetime | None
    revoke_reason: str

    @classmethod
    def of(cls, row: Commendation) -> CommendationOut:
        """Give the facts of `row`."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


CommendationPage = page_of(CommendationOut)


@router.get(
    "records/commendations", response={200: CommendationPage, **ERRORS}, operation_id="list_commendations"
)
def list_commendations(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List one's own commendations and those of one's wards, newest first."""
    rows = honours.of_person(actor_of(request).person_id or 0)
    return cut(rows, cursor=cursor, limit=limit, show=CommendationOut.of)


@router.post(
    "records/commendations", response={201: CommendationOut, **ERRORS}, operation_id="report_commendation"
)
def report_commendation(request: HttpRequest, data: CommendationIn) -> object:
    """Report an honour with its photo; a second person confirms it before it is shown as true."""
    facts = data.model_dump() | {"level": data.level.value}
    volunteer = Volunteer.objects.filter(pk=facts.pop("volunteer_id")).first()
    if volunteer is None:
        raise OutOfReach
    with photos.held(picture(facts.pop("photo"))) as key:
        row = operations.enter_commendation(volunteer, file_key=key, actor=actor_of(request), **facts)
    return Status(201, CommendationOut.of(row))
